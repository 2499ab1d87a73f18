// Questions about what the boot information points at: all of it must lie in the loader's memory, and be mapped.
#pragma once

#include "kernel/check.hpp"

#include <cstddef>
#include <cstdint>

namespace loader_memory {

// All of [begin, begin + size) is in the direct map, mapped, and lies in memory of kind loader.
bool holds(check::Evidence const& evidence, std::uint64_t begin, std::uint64_t size);

// The bytes of a NUL-terminated string with its end, or 0 when it has none or lies where it should not.
std::size_t string_size(check::Evidence const& evidence, std::uint64_t begin);

} // namespace loader_memory
