// What lies at the start of a partition: which file system, by the marks that each puts there.
#pragma once

#include "include/bytes.hpp"
#include "stage2/disk_cache.hpp"

#include <cstdint>
#include <string_view>

namespace volume_kind {

inline constexpr std::string_view fat_name = "FAT";
inline constexpr std::string_view exfat_name = "exFAT";

// Whether the first sector is a FAT volume's, perhaps a damaged one. No single byte decides: a volume that has become
// unfit must fail as what it is, not be passed over for another one.
bool looks_like_fat(Bytes sector);

// The size in bytes that a FAT volume's first sector claims.
std::uint64_t fat_size(Bytes sector);

// What the range that the cache covers starts with: "ext4", "NTFS", "empty", "cannot be read", … It may cost two reads.
std::string_view of(DiskCache& cache);

} // namespace volume_kind
