// SPDX-License-Identifier: BSD-2-Clause
// The memory of a plain PC, for which farjump-check-kernel decides whether a kernel boots: usable from 0 to 639 KiB, and
// from 1 MiB to the end. Real firmware keeps some memory for itself, mostly at the end.
#pragma once

#include "stage2/memory/memory_map.hpp"

#include <cstdint>

namespace model_pc {

inline constexpr std::uint64_t low_end = 639_KiB;

// The most that is tried, in MiB: devices take the addresses from 3 GiB to 4 GiB.
inline constexpr std::uint32_t most_mib = 3 << 10;

// The map as the firmware has it, of a PC with this much memory.
MemoryMap firmware_map(std::uint32_t mib);

// The map as the loader uses it.
MemoryMap loader_map(std::uint32_t mib);

} // namespace model_pc
