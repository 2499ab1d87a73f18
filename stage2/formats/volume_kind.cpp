// The marks of file systems, and where they lie.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03; the others: each system's own headers, as file(1) has them.
#include "stage2/formats/volume_kind.hpp"

#include "include/units.hpp"
#include "stage2/formats/fat_structures.hpp"

#include <algorithm>
#include <cstddef>

namespace volume_kind {

namespace {

constexpr std::string_view ext2 = "ext2";

struct Mark {
    std::uint32_t offset;
    char const* bytes;
    std::string_view name;
};
constexpr Mark marks[]{
    {3, "EXFAT   ", exfat_name},
    {3, "NTFS    ", "NTFS"},
    {0, "XFSB", "XFS"},
    {0, "LUKS\xBA\xBE", "LUKS"},
    {0, "hsqs", "squashfs"},
    {1080, "\x53\xEF", ext2},
    {4086, "SWAPSPACE2", "swap"},
    {32769, "CD001", "ISO 9660"},
    {65600, "_BHRfS_M", "btrfs"},
};

bool stands_at(Bytes bytes, std::size_t offset, std::string_view words)
{
    return bytes.size() - offset >= words.size() &&
           __builtin_memcmp(bytes.data() + offset, words.data(), words.size()) == 0;
}

// The fields that the specification calls BS_FilSysType, of FAT12 and FAT16 and of FAT32.
bool calls_itself_fat(Bytes sector)
{
    return stands_at(sector, 0x36, "FAT") || stands_at(sector, 0x52, "FAT");
}

std::uint32_t total_sectors(fat::BootSector const& boot)
{
    return boot.BPB_TotSec16 != 0 ? std::uint32_t{boot.BPB_TotSec16} : std::uint32_t{boot.BPB_TotSec32};
}

// ext2, ext3 and ext4 are one format. A journal makes it ext3, any feature that ext3 does not know makes it ext4.
// Linux, "ext4 Data Structures and Algorithms", "The Super Block".
std::string_view ext_version(Bytes superblock)
{
    constexpr std::uint32_t has_journal = 0x4, incompatible_of_ext3 = 0x16, read_only_of_ext3 = 0x7;
    if ((*read_at<Le32>(superblock, 0x60) & ~incompatible_of_ext3) != 0 ||
        (*read_at<Le32>(superblock, 0x64) & ~read_only_of_ext3) != 0)
        return "ext4";
    return (*read_at<Le32>(superblock, 0x5C) & has_journal) != 0 ? "ext3" : ext2;
}

} // namespace

bool looks_like_fat(Bytes sector)
{
    auto const boot = *read_at<fat::BootSector>(sector, 0);
    std::uint32_t const bytes = boot.BPB_BytsPerSec;
    return calls_itself_fat(sector) ||
           (bytes >= 512 && bytes <= 4096 && (bytes & (bytes - 1)) == 0 && boot.BPB_NumFATs - 1u < 2 &&
            (boot.BPB_Media == 0xF0 || boot.BPB_Media >= 0xF8) && total_sectors(boot) != 0);
}

std::uint64_t fat_size(Bytes sector)
{
    auto const boot = *read_at<fat::BootSector>(sector, 0);
    return std::uint64_t{total_sectors(boot)} * boot.BPB_BytsPerSec;
}

std::string_view of(DiskCache& cache)
{
    auto const sector = cache.view(cache.begin(), sector_size);
    if (!sector)
        return "cannot be read";
    if (looks_like_fat(*sector))
        return fat_name;
    bool const empty = std::ranges::all_of(sector->first(sector_size), [](std::byte byte) { return byte == std::byte{}; });
    for (auto const& mark : marks) {
        std::string_view const words = mark.bytes;
        auto const found = cache.view(cache.begin() + mark.offset, words.size());
        if (!found || !stands_at(*found, 0, words))
            continue;
        if (mark.name != ext2)
            return mark.name;
        auto const superblock = cache.view(cache.begin() + 1024, 1024);
        return superblock ? ext_version(*superblock) : ext2;
    }
    return empty ? "empty" : "unknown";
}

} // namespace volume_kind
