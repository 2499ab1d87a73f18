// SPDX-License-Identifier: BSD-2-Clause
// Whether an address from a firmware table can be that of a device.
#pragma once

#include "include/farjump/boot_info.hpp"

#include <cstdint>
#include <span>

namespace processors {

// Physical memory, sorted, as in MemoryMap::ranges().
using MemoryRanges = std::span<farjump::MemoryRange const>;

// True if the page at `address` is aligned to 16 bytes, between 1 MiB and 4 GiB, and `memory` has no part of it except as
// `reserved`: a wrong table must not make the loader write to memory.
bool is_device_place(std::uint64_t address, MemoryRanges memory);

} // namespace processors
