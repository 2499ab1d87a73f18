// The A20 gate: without it every odd megabyte is the even one below it.
#pragma once

#include "include/result.hpp"

#include <cstdint>
#include <string_view>

namespace a20 {

enum class Method : std::uint8_t { already_open, bios, port_92, keyboard_controller };

std::string_view words(Method method);

// Opens the gate with the gentlest method that works, and says which that was. Only a memory test is believed. From then
// on the gate is looked at after each BIOS call, and opened again if it was closed.
Result<Method> open();

// Opens the gate again if the BIOS has closed it: to be called before memory above 1 MiB is touched. Costs one memory
// test when all is well.
Result<void> keep_open();

// Is 1 MiB + x other memory than x? Asks memory, not the firmware. On the desk the scripted machine answers.
bool is_open();

} // namespace a20
