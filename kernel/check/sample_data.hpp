// SPDX-License-Identifier: BSD-2-Clause
// Declares known contents of each data segment, many pages long, to detect a loader that loses or exchanges pages.
#pragma once

#include <cstdint>
#include <optional>

namespace sample_data {

// The address of the first word that differs from its value at link time, if there is one.
std::optional<std::uint64_t> first_wrong_constant(); // .rodata
std::optional<std::uint64_t> first_wrong_variable(); // .data
std::optional<std::uint64_t> first_nonzero();        // .bss

} // namespace sample_data
