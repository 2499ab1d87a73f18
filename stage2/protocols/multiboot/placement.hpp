// SPDX-License-Identifier: BSD-2-Clause
// Where a Multiboot kernel, its modules and its boot information lie. A kernel may want any memory that the firmware
// reports as usable, the loader's own included: then the last step moves it there (start.hpp).
#pragma once

#include "include/result.hpp"
#include "stage2/memory/search.hpp"
#include "stage2/protocols/multiboot/image.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace multiboot {

// Below: the BIOS's interrupt vectors and data, which the kernel may need.
inline constexpr std::uint64_t lowest_for_kernel = 0x500;

// The number of bytes by which the kernel is moved, modulo 2^32: 0 unless it is relocatable. `firmware`: the map as the
// firmware has it; `memory`: as the loader uses it. Errors: multiboot_no_place, multiboot_place_taken.
Result<std::uint32_t> find_slide(Image const& image, std::optional<Relocatable> const& relocatable,
                                 std::span<MemoryRange const> firmware, MemoryMap const& memory);

// Takes the kernel's memory, as far as it is usable and not taken yet, so that nothing else is placed there. Error:
// memory_map_full.
Result<void> take_kernel(MemoryMap& memory, Image const& image);

// Takes memory for a module, or what else the kernel gets, behind `behind` (below 4 GiB), or else anywhere above 1 MiB.
// nullopt if there is none.
Result<std::optional<PhysAddr>> take_behind(MemoryMap& memory, std::uint64_t size, std::uint64_t behind);

// The lowest memory below 640 KiB where `size` bytes overwrite nothing but the loader: neither the kernel nor what the
// BIOS uses. nullopt if there is none.
std::optional<std::uint32_t> find_low(std::span<MemoryRange const> firmware, Image const& image, std::uint32_t size);

// Whether [begin, begin + size) touches the kernel's memory.
bool touches_kernel(Image const& image, std::uint64_t begin, std::uint64_t size);

} // namespace multiboot
