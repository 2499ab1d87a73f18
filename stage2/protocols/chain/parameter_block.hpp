// SPDX-License-Identifier: BSD-2-Clause
// The BIOS parameter block (BPB) in a volume's first sector, from which the volume's own loader takes its place on the
// disk. The block is wrong after the volume was copied to another place or another drive.
// Microsoft, "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB"; Microsoft, "NTFS Boot Sector"
// (Windows 2000 Resource Kit, chapter 17).
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

namespace chain {

// The drive's geometry according to the BIOS. Zeros: unknown.
struct Geometry {
    std::uint16_t sectors_per_track; // 1 to 63
    std::uint16_t heads;             // 1 to 256
};

// What is to be in the block.
struct VolumePlace {
    std::uint32_t first; // LBA of the volume's first sector, on the whole disk
    std::uint8_t drive;  // BIOS number
    Geometry geometry;
};

enum class ParameterBlock : std::uint8_t { none, fat, fat32, ntfs };

// The kind of block that the sector (at least 512 bytes) has. `none` unless the code's jump leads beyond the block and
// the block's fields are plausible. `fat` is FAT12 or FAT16 with an extended boot signature, without which the block
// has no place for the drive.
ParameterBlock parameter_block_of(Bytes sector);

// Writes hidden sectors, the drive's number and, if known, the geometry. `kind` is not `none`.
void correct(MutableBytes sector, ParameterBlock kind, VolumePlace const& place);

} // namespace chain
