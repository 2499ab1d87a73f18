// The boot sector of a FAT volume: every field that counts is checked before anything is computed from it.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB", "FAT Type Determination".
#include "stage2/formats/fat.hpp"

#include "include/units.hpp"
#include "stage2/formats/fat_chain.hpp"
#include "stage2/formats/fat_structures.hpp"

#include <bit>

namespace fat {

namespace {

using errors::Code;
using namespace std::string_view_literals;

constexpr std::uint32_t fewest_clusters_of_fat32 = 65525;
constexpr std::uint32_t most_clusters_of_fat32 = 0x0FFFFFF5;        // FFFFFF7h and up, in 28 bits, mean other things

// In sectors of the volume's own size, relative to its start. Sums of 32-bit numbers, so 64 bits never overflow.
struct Sizes {
    std::uint32_t sector_shift;
    std::uint64_t total;
    std::uint64_t fat;
    std::uint64_t first_data;
    std::uint64_t clusters;
};

std::unexpected<Error> invalid(std::string_view field, std::uint64_t value)
{
    return fail(Code::bpb_field_invalid, {value}, field);
}

Result<BootSector> read_boot_sector(DiskCache& cache)
{
    auto const sector = TRY(cache.view(cache.begin(), sector_size));
    auto const signature = *read_at<Le16>(sector, boot_sector_signature_offset);
    if (signature != 0xAA55)
        return invalid("Signature_word"sv, signature);
    return *read_at<BootSector>(sector, 0);
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

// What all FAT types share; the number of clusters alone tells them apart.
Result<Sizes> measure(BootSector const& boot)
{
    std::uint32_t const sector_bytes = boot.BPB_BytsPerSec;
    if (!is_power_of_two(sector_bytes) || sector_bytes < 512 || sector_bytes > 4096)
        return invalid("BPB_BytsPerSec"sv, sector_bytes);
    if (!is_power_of_two(boot.BPB_SecPerClus))
        return invalid("BPB_SecPerClus"sv, boot.BPB_SecPerClus);
    if (boot.BPB_RsvdSecCnt == 0)
        return invalid("BPB_RsvdSecCnt"sv, 0);
    if (boot.BPB_NumFATs < 1 || boot.BPB_NumFATs > 2)
        return invalid("BPB_NumFATs"sv, boot.BPB_NumFATs);

    Sizes sizes{};
    sizes.sector_shift = std::countr_zero(sector_bytes);
    sizes.total = filled_in(boot.BPB_TotSec16, boot.BPB_TotSec32);
    sizes.fat = filled_in(boot.BPB_FATSz16, boot.BPB_FATSz32);
    if (sizes.fat == 0)
        return invalid("BPB_FATSz32"sv, 0);
    auto const root_sectors = (boot.BPB_RootEntCnt * sizeof(DirectoryEntry) + sector_bytes - 1) >> sizes.sector_shift;
    sizes.first_data = boot.BPB_RsvdSecCnt + sizes.fat * boot.BPB_NumFATs + root_sectors;
    if (sizes.first_data >= sizes.total)
        return invalid("BPB_TotSec32"sv, sizes.total);
    sizes.clusters = (sizes.total - sizes.first_data) >> std::countr_zero(boot.BPB_SecPerClus);
    return sizes;
}

Result<void> check_fat32(BootSector const& boot, Sizes const& sizes)
{
    if (sizes.clusters < fewest_clusters_of_fat32)
        return fail(Code::bpb_not_fat32, {sizes.clusters});
    if (boot.BPB_RootEntCnt != 0)
        return invalid("BPB_RootEntCnt"sv, boot.BPB_RootEntCnt);
    if (boot.BPB_FATSz16 != 0)
        return invalid("BPB_FATSz16"sv, boot.BPB_FATSz16);
    if (boot.BPB_FSVer != 0)
        return invalid("BPB_FSVer"sv, boot.BPB_FSVer);
    if (sizes.clusters > most_clusters_of_fat32)
        return invalid("BPB_TotSec32"sv, sizes.total);
    if (boot.BPB_RootClus < Geometry::first_cluster || boot.BPB_RootClus >= sizes.clusters + Geometry::first_cluster)
        return invalid("BPB_RootClus"sv, boot.BPB_RootClus);
    return {};
}

// All FATs are the same, unless mirroring is off: then only the active one is kept up to date.
Result<std::uint32_t> active_fat(BootSector const& boot)
{
    constexpr std::uint16_t mirroring_off = 1 << 7;
    if (!(boot.BPB_ExtFlags & mirroring_off))
        return 0;
    std::uint32_t const active = boot.BPB_ExtFlags & 0xF;
    if (active >= boot.BPB_NumFATs)
        return invalid("BPB_ExtFlags"sv, boot.BPB_ExtFlags);
    return active;
}

} // namespace

Result<Volume> Volume::open(DiskCache& cache)
{
    auto const boot = TRY(read_boot_sector(cache));
    auto const sizes = TRY(measure(boot));
    TRY(check_fat32(boot, sizes));
    auto const fat = TRY(active_fat(boot));

    auto const partition_sectors = (cache.end() - cache.begin()) >> sizes.sector_shift;
    if (sizes.total > partition_sectors)
        return fail(Code::partition_too_small, {sizes.total, partition_sectors});
    auto const entries = entries_in(sizes.fat << sizes.sector_shift);
    if (entries < sizes.clusters + Geometry::first_cluster)
        return fail(Code::bpb_fat_too_small, {entries, sizes.clusters + Geometry::first_cluster});

    return Volume({
        .cache = &cache,
        .table_offset = cache.begin() + ((boot.BPB_RsvdSecCnt + sizes.fat * fat) << sizes.sector_shift),
        .data_offset = cache.begin() + (sizes.first_data << sizes.sector_shift),
        .cluster_shift = sizes.sector_shift + std::countr_zero(boot.BPB_SecPerClus),
        .last_cluster = static_cast<std::uint32_t>(sizes.clusters) + Geometry::first_cluster - 1,
        .root_cluster = boot.BPB_RootClus,
    });
}

} // namespace fat
