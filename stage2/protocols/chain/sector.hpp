// SPDX-License-Identifier: BSD-2-Clause
// What the first sector of a volume or disk says about itself.
#pragma once

#include "include/bytes.hpp"

#include <array>
#include <cstdint>

namespace chain {

// Precondition for all: `sector` has at least 512 bytes.

// The two bytes where the signature AA55h of a boot sector is. IBM, "PS/2 and PC BIOS Interface Technical Reference",
// INT 19h.
std::uint16_t signature(Bytes sector);

inline constexpr std::uint16_t boot_signature = 0xAA55;

// False if the sector begins with zeros: a table of logical partitions, for example, has a signature and no code.
bool has_code(Bytes sector);

// Whether the sector holds a stage 1 of farjump: the code of `stage1`, 512 bytes, or the message of any build.
bool is_farjumps(Bytes sector, Bytes stage1);

// The eight bytes of BS_OEMName, which names the system that formatted the volume; '.' for those that are not printable
// ASCII.
std::array<char, 8> oem_name(Bytes sector);

} // namespace chain
