// SPDX-License-Identifier: BSD-2-Clause
// The A20 gate. While it is closed, address bit 20 is 0: each odd megabyte shows the even megabyte below it.
#pragma once

#include "include/result.hpp"

#include <cstdint>
#include <string_view>

namespace a20 {

enum class Method : std::uint8_t { already_open, bios, port_92, keyboard_controller };

// A text for the user, such as "already open".
std::string_view words(Method method);

// Opens the gate and returns the method that did. Tries the least intrusive method first and verifies each with a
// memory test. Also installs bios::after_call, which tests the gate after each BIOS call and opens it again if needed.
Result<Method> open();

// Opens the gate again if the BIOS has closed it. Call it before memory above 1 MiB is accessed. If the gate is open,
// the cost is one memory test.
Result<void> keep_open();

// Whether addresses x and x + 1 MiB are different memory. The unit tests replace this with a scripted machine.
bool is_open();

} // namespace a20
