// Known bytes in each data segment, over many pages: what a loader that loses or mixes up pages cannot deliver.
#pragma once

#include <cstdint>
#include <optional>

namespace sample_data {

// The address of the first word that is not what the linker was given, or nothing.
std::optional<std::uint64_t> first_wrong_constant(); // .rodata
std::optional<std::uint64_t> first_wrong_variable(); // .data
std::optional<std::uint64_t> first_nonzero();        // .bss

} // namespace sample_data
