// SPDX-License-Identifier: BSD-2-Clause
// Identifies the contents of a partition by the signatures of file systems.
#pragma once

#include "stage2/storage/disk_sectors.hpp"

#include <cstddef>
#include <cstdint>

namespace volume_kind {

inline constexpr char fat_name[] = "FAT";
inline constexpr char exfat_name[] = "exFAT";

// Whether the first sector (512 bytes) belongs to a FAT volume, possibly a damaged one. No single byte decides, so that
// a damaged FAT volume is reported as such instead of being skipped.
bool looks_like_fat(std::byte const* sector);

// The size in bytes according to the first sector of a FAT volume.
std::uint64_t fat_size(std::byte const* sector);

// The kind of the cache's range: "ext4", "NTFS", "empty", "cannot be read", … May cost two reads. The signatures of
// other systems take precedence over FAT, because some of these systems leave an older FAT boot sector in place.
char const* of(DiskSectors const& disk);

// Whether of() returned the name of a file system.
bool is_known(char const* kind);

} // namespace volume_kind
