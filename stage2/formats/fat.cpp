// The boot sector of a FAT volume: every field that counts is checked before anything is computed from it.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB", "FAT Type Determination".
#include "stage2/formats/fat.hpp"

#include "include/units.hpp"
#include "stage2/formats/fat_chain.hpp"
#include "stage2/formats/fat_structures.hpp"

#include <bit>
#include <initializer_list>

namespace fat {

namespace {

using errors::Code;

constexpr std::uint32_t fewest_clusters_of_fat32 = 65525;
constexpr std::uint32_t most_clusters_of_fat32 = 0x0FFFFFF5;        // FFFFFF7h and up, in 28 bits, mean other things

struct Field {
    char const* name;
    std::uint32_t value;
    bool valid;
};

// The first field that cannot be true, as an error.
Result<void> check(std::initializer_list<Field> fields)
{
    for (auto const& field : fields)
        if (!field.valid)
            return fail(Code::bpb_field_invalid, {field.value}, field.name);
    return {};
}

// (std::has_single_bit counts all bits, which a 386 can only do with a run-time library.)
bool is_power_of_two(std::uint32_t number)
{
    return number != 0 && (number & (number - 1)) == 0;
}

// Small volumes use the 16-bit fields that came first; in larger ones these are 0.
std::uint32_t filled_in(std::uint16_t field16, std::uint32_t field32)
{
    return field16 != 0 ? field16 : field32;
}

// What must be right before anything can be computed, on any FAT volume.
Result<void> check_units(BootSector const& boot, std::uint16_t signature)
{
    std::uint32_t const bytes = boot.BPB_BytsPerSec;
    return check({
        {"Signature_word", signature, signature == 0xAA55},
        {"BPB_BytsPerSec", bytes, is_power_of_two(bytes) && bytes >= 512 && bytes <= 4096},
        {"BPB_SecPerClus", boot.BPB_SecPerClus, is_power_of_two(boot.BPB_SecPerClus)},
        {"BPB_RsvdSecCnt", boot.BPB_RsvdSecCnt, boot.BPB_RsvdSecCnt != 0},
        {"BPB_NumFATs", boot.BPB_NumFATs, boot.BPB_NumFATs == 1 || boot.BPB_NumFATs == 2},
        {"BPB_FATSz32", boot.BPB_FATSz32, filled_in(boot.BPB_FATSz16, boot.BPB_FATSz32) != 0},
    });
}

// In sectors of the volume's own size, relative to its start. Sums of 32-bit numbers, so 64 bits never overflow.
struct Sizes {
    std::uint32_t sector_shift;
    std::uint32_t total;
    std::uint32_t fat;
    std::uint64_t first_data;
    std::uint32_t clusters;             // 0 when even the FATs have no room
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

// All FATs are the same, unless mirroring is off: then only the active one is kept up to date.
std::uint32_t active_fat(BootSector const& boot)
{
    constexpr std::uint16_t mirroring_off = 1 << 7;
    return boot.BPB_ExtFlags & mirroring_off ? boot.BPB_ExtFlags & 0xF : 0;
}

// The number of clusters alone tells FAT32 from its elders; the fields that only they use must then be empty.
Result<void> check_fat32(BootSector const& boot, Sizes const& sizes)
{
    TRY(check({{"BPB_TotSec32", sizes.total, sizes.first_data < sizes.total}}));
    if (sizes.clusters < fewest_clusters_of_fat32)
        return fail(Code::bpb_not_fat32, {sizes.clusters});
    std::uint32_t const last_cluster = sizes.clusters + Geometry::first_cluster - 1;
    return check({
        {"BPB_RootEntCnt", boot.BPB_RootEntCnt, boot.BPB_RootEntCnt == 0},
        {"BPB_FATSz16", boot.BPB_FATSz16, boot.BPB_FATSz16 == 0},
        {"BPB_FSVer", boot.BPB_FSVer, boot.BPB_FSVer == 0},
        {"BPB_TotSec32", sizes.total, sizes.clusters <= most_clusters_of_fat32},
        {"BPB_RootClus", boot.BPB_RootClus,
         boot.BPB_RootClus >= Geometry::first_cluster && boot.BPB_RootClus <= last_cluster},
        {"BPB_ExtFlags", boot.BPB_ExtFlags, active_fat(boot) < boot.BPB_NumFATs},
    });
}

} // namespace

Result<Volume> Volume::open(DiskCache& cache)
{
    auto const sector = TRY(cache.view(cache.begin(), sector_size));
    auto const boot = *read_at<BootSector>(sector, 0);
    TRY(check_units(boot, *read_at<Le16>(sector, boot_sector_signature_offset)));
    auto const sizes = measure(boot);
    TRY(check_fat32(boot, sizes));

    auto const partition_sectors = (cache.end() - cache.begin()) >> sizes.sector_shift;
    if (sizes.total > partition_sectors)
        return fail(Code::partition_too_small, {sizes.total, partition_sectors});
    auto const fat_bytes = std::uint64_t{sizes.fat} << sizes.sector_shift;
    auto const entries_needed = sizes.clusters + Geometry::first_cluster;
    if (entries_in(fat_bytes) < entries_needed)
        return fail(Code::bpb_fat_too_small, {entries_in(fat_bytes), entries_needed});

    auto const fats_offset = cache.begin() + boot.BPB_RsvdSecCnt * std::uint32_t{boot.BPB_BytsPerSec};
    return Volume({
        .cache = &cache,
        .table_offset = fats_offset + fat_bytes * active_fat(boot),
        .data_offset = cache.begin() + (sizes.first_data << sizes.sector_shift),
        .cluster_shift = sizes.sector_shift + std::countr_zero(boot.BPB_SecPerClus),
        .last_cluster = entries_needed - 1,
        .root_cluster = boot.BPB_RootClus,
    });
}

} // namespace fat
