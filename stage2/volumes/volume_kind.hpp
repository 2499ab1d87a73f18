// What lies at the start of a partition: which file system, by the marks that each puts there.
#pragma once

#include "stage2/storage/disk_sectors.hpp"

#include <cstddef>
#include <cstdint>

namespace volume_kind {

inline constexpr char fat_name[] = "FAT";
inline constexpr char exfat_name[] = "exFAT";

// Whether the first sector is a FAT volume's, perhaps a damaged one. No single byte decides: a volume that has become
// unfit must fail as what it is, not be passed over for another one.
bool looks_like_fat(std::byte const* sector);

// The size in bytes that a FAT volume's first sector claims.
std::uint64_t fat_size(std::byte const* sector);

// What the range that the cache covers starts with: "ext4", "NTFS", "empty", "cannot be read", … It may cost two reads.
// FAT is what looks like it and has no other system's mark: some of these leave an older boot sector where it was.
char const* of(DiskSectors const& disk);

// Whether of() has named a file system.
bool is_known(char const* kind);

} // namespace volume_kind
