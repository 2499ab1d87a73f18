// SPDX-License-Identifier: BSD-2-Clause
// The boot sector of a FAT volume: each field is checked before it is used in a computation.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB", "FAT Type Determination".
#include "stage2/volumes/fat/geometry.hpp"

#include "include/units.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <bit>

namespace fat {

namespace {

using errors::Code;

// The highest values of a FAT32 entry are not cluster numbers.
constexpr std::uint32_t most_clusters_of_fat32 = 0x0FFFFFF5;

// An invalid field and its value. No name: all fields are valid.
struct Field {
    char const* name = nullptr;
    std::uint32_t value = 0;
};

Result<void> refuse(Field wrong)
{
    if (wrong.name != nullptr)
        return fail(Code::bpb_field_invalid, {wrong.value}, wrong.name);
    return {};
}

// (Not std::has_single_bit: it counts all bits, for which a 386 needs a run-time library.)
bool is_power_of_two(std::uint32_t number)
{
    return number != 0 && (number & (number - 1)) == 0;
}

// Small volumes use the older 16-bit fields; in larger volumes these are 0.
std::uint32_t filled_in(std::uint16_t field16, std::uint32_t field32)
{
    return field16 != 0 ? field16 : field32;
}

// Checks the fields that all computations depend on, for any FAT type.
Field wrong_unit(BootSector const& boot)
{
    std::uint32_t const bytes = boot.BPB_BytsPerSec;
    if (!is_sector_size(bytes))
        return {"BPB_BytsPerSec", bytes};
    if (!is_power_of_two(boot.BPB_SecPerClus))
        return {"BPB_SecPerClus", boot.BPB_SecPerClus};
    if (boot.BPB_RsvdSecCnt == 0)
        return {"BPB_RsvdSecCnt", 0};
    if (boot.BPB_NumFATs == 0)
        return {"BPB_NumFATs", 0};
    if (filled_in(boot.BPB_FATSz16, boot.BPB_FATSz32) == 0)
        return {"BPB_FATSz32", 0};
    return {};
}

// In sectors of the volume's size, relative to its start. Sums of 32-bit numbers in 64 bits cannot overflow.
struct Sizes {
    std::uint32_t sector_shift;
    std::uint32_t total;
    std::uint32_t fat;
    std::uint64_t first_data;
    std::uint32_t clusters; // 0 if there is no space for even the FATs
};

Sizes measure(BootSector const& boot)
{
    std::uint32_t const sector_bytes = boot.BPB_BytsPerSec;
    Sizes sizes{};
    sizes.sector_shift = std::countr_zero(sector_bytes);
    sizes.total = filled_in(boot.BPB_TotSec16, boot.BPB_TotSec32);
    sizes.fat = filled_in(boot.BPB_FATSz16, boot.BPB_FATSz32);
    auto const root_sectors = (boot.BPB_RootEntCnt * sizeof(DirectoryEntry) + sector_bytes - 1) >> sizes.sector_shift;
    sizes.first_data = boot.BPB_RsvdSecCnt + std::uint64_t{sizes.fat} * boot.BPB_NumFATs + root_sectors;
    if (sizes.first_data < sizes.total) {
        auto const data_sectors = static_cast<std::uint32_t>(sizes.total - sizes.first_data);
        sizes.clusters = data_sectors >> std::countr_zero(boot.BPB_SecPerClus);
    }
    return sizes;
}

// The type depends only on the number of clusters, with one exception: a volume whose BPB_FATSz16 and BPB_RootEntCnt
// are 0 cannot be FAT12 or FAT16. `mkfs.fat -F 32` makes such volumes with fewer clusters than FAT32 requires; Linux
// and Windows read them as FAT32, and so does farjump.
Type type_of(BootSector const& boot, std::uint32_t clusters)
{
    bool const laid_out_as_fat32 = boot.BPB_FATSz16 == 0 && boot.BPB_RootEntCnt == 0;
    if (laid_out_as_fat32 || clusters >= fewest_clusters_of_fat32)
        return Type::fat32;
    return clusters < fewest_clusters_of_fat16 ? Type::fat12 : Type::fat16;
}

// All FATs are identical copies, unless a flag of FAT32 says that only one is kept current.
bool is_mirrored(BootSector const& boot, Type type)
{
    constexpr std::uint16_t mirroring_off = 1 << 7;
    return type != Type::fat32 || !(boot.BPB_ExtFlags & mirroring_off);
}

std::uint32_t active_fat(BootSector const& boot, Type type)
{
    return is_mirrored(boot, type) ? 0 : boot.BPB_ExtFlags & 0xF;
}

// The fields of FAT12 and FAT16 must be 0 on FAT32, and vice versa.
Field wrong_layout(BootSector const& boot, Type type, Sizes const& sizes)
{
    bool const fat32 = type == Type::fat32;
    if ((boot.BPB_RootEntCnt == 0) != fat32)
        return {"BPB_RootEntCnt", boot.BPB_RootEntCnt};
    if ((boot.BPB_FATSz16 == 0) != fat32)
        return {"BPB_FATSz16", boot.BPB_FATSz16};
    if (sizes.clusters == 0 || sizes.clusters > most_clusters_of_fat32)
        return {boot.BPB_TotSec16 != 0 ? "BPB_TotSec16" : "BPB_TotSec32", sizes.total};
    if (!fat32)
        return {};
    if (boot.BPB_FSVer != 0)
        return {"BPB_FSVer", boot.BPB_FSVer};
    if (boot.BPB_RootClus - Geometry::first_cluster >= sizes.clusters)
        return {"BPB_RootClus", boot.BPB_RootClus};
    if (active_fat(boot, type) >= boot.BPB_NumFATs)
        return {"BPB_ExtFlags", boot.BPB_ExtFlags};
    return {};
}

// The number of entries in a FAT of this size.
// (A FAT12 volume has no FAT of 4 GiB, because its size is a 16-bit field. A 64-bit division would need a run-time
// library.)
std::uint64_t entries_in(Type type, std::uint64_t table_bytes)
{
    if (type == Type::fat12)
        return static_cast<std::uint32_t>(table_bytes) * 2 / 3;
    return table_bytes >> (type == Type::fat16 ? 1 : 2);
}

} // namespace

Result<Geometry> geometry_of(BootSector const& boot, DiskCache& cache)
{
    TRY(refuse(wrong_unit(boot)));
    auto const sizes = measure(boot);
    auto const type = type_of(boot, sizes.clusters);
    TRY(refuse(wrong_layout(boot, type, sizes)));

    auto const partition_sectors = (cache.end() - cache.begin()) >> sizes.sector_shift;
    if (sizes.total > partition_sectors)
        return fail(Code::partition_too_small, {sizes.total, partition_sectors});
    auto const fat_bytes = std::uint64_t{sizes.fat} << sizes.sector_shift;
    auto const entries_needed = sizes.clusters + Geometry::first_cluster;
    if (entries_in(type, fat_bytes) < entries_needed)
        return fail(Code::bpb_fat_too_small, {entries_in(type, fat_bytes), entries_needed});

    auto const fats_offset = cache.begin() + boot.BPB_RsvdSecCnt * std::uint32_t{boot.BPB_BytsPerSec};
    return Geometry{
        .cache = &cache,
        .type = type,
        .table_offset = fats_offset + fat_bytes * active_fat(boot, type),
        .table_bytes = fat_bytes,
        .table_count = is_mirrored(boot, type) ? boot.BPB_NumFATs : 1u,
        .table_failures = 0,
        .root_offset = fats_offset + fat_bytes * boot.BPB_NumFATs,
        .root_bytes = boot.BPB_RootEntCnt * std::uint32_t{sizeof(DirectoryEntry)},
        .root_cluster = type == Type::fat32 ? std::uint32_t{boot.BPB_RootClus} : Geometry::fixed_root,
        .data_offset = cache.begin() + (sizes.first_data << sizes.sector_shift),
        .cluster_shift = sizes.sector_shift + std::countr_zero(boot.BPB_SecPerClus),
        .last_cluster = entries_needed - 1,
    };
}

} // namespace fat
