// SPDX-License-Identifier: BSD-2-Clause
// Checks that the processor has the instruction set level that a kernel is built for.
#pragma once

#include "include/result.hpp"
#include "longmode/requirements.hpp"

#include <cstdint>
#include <string_view>

namespace isa_check {

// Every 64-bit processor has level 1.
inline constexpr std::uint32_t lowest_level = 1;

// Refuses a kernel for x86-64-v`level` if the processor lacks a part of this level. The error names the kernel, the
// level, the processor and all missing features.
Result<void> check(std::uint32_t level, requirements::Processor const& processor, std::string_view path);

} // namespace isa_check
