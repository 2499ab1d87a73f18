// SPDX-License-Identifier: BSD-2-Clause
// The signatures of file systems and their offsets.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03; for the others each system's own headers, as in file(1).
#include "stage2/volumes/volume_kind.hpp"

#include "include/units.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace volume_kind {

namespace {

constexpr char empty_name[] = "empty";
constexpr char unknown_name[] = "unknown";

struct Mark {
    std::uint32_t offset;
    char const* bytes;
    char const* name;
};
constexpr Mark marks[]{
    {3, "EXFAT   ", exfat_name},  {3, "NTFS    ", "NTFS"},
    {3, "-FVE-FS-", "BitLocker"}, {0, "XFSB", "XFS"},
    {0, "LUKS\xBA\xBE", "LUKS"},  {0, "hsqs", "squashfs"},
    {4086, "SWAPSPACE2", "swap"}, {4096, "\xFC\x4E\x2B\xA9", "Linux RAID"},
    {32769, "CD001", "ISO 9660"}, {65600, "_BHRfS_M", "btrfs"},
};

bool stands_at(std::byte const* place, char const* words)
{
    return __builtin_memcmp(place, words, std::char_traits<char>::length(words)) == 0;
}

// The two fields BS_FilSysType of the specification: for FAT12 and FAT16, and for FAT32.
bool calls_itself_fat(std::byte const* sector)
{
    return stands_at(sector + 0x36, "FAT") || stands_at(sector + 0x52, "FAT");
}

std::uint32_t total_sectors(fat::BootSector const& boot)
{
    return boot.BPB_TotSec16 != 0 ? std::uint32_t{boot.BPB_TotSec16} : std::uint32_t{boot.BPB_TotSec32};
}

// Linux, "ext4 Data Structures and Algorithms", "The Super Block".
struct ExtSuperblock {
    std::uint8_t before_magic[0x38];
    Le16 s_magic;
    std::uint8_t before_features[0x22];
    Le32 s_feature_compat;
    Le32 s_feature_incompat;
    Le32 s_feature_ro_compat;
};
static_assert(offsetof(ExtSuperblock, s_feature_compat) == 0x5C);

// ext2, ext3 and ext4 share one format. A journal makes it ext3; any feature that ext3 does not know makes it ext4.
char const* ext_version(ExtSuperblock const& superblock)
{
    constexpr std::uint32_t has_journal = 0x4, incompatible_of_ext3 = 0x16, read_only_of_ext3 = 0x7;
    if ((superblock.s_feature_incompat & ~incompatible_of_ext3) != 0 ||
        (superblock.s_feature_ro_compat & ~read_only_of_ext3) != 0)
        return "ext4";
    return (superblock.s_feature_compat & has_journal) != 0 ? "ext3" : "ext2";
}

} // namespace

bool looks_like_fat(std::byte const* sector)
{
    auto const& boot = overlay<fat::BootSector>(sector);
    return calls_itself_fat(sector) || (is_sector_size(boot.BPB_BytsPerSec) && boot.BPB_NumFATs - 1u < 2 &&
                                        (boot.BPB_Media == 0xF0 || boot.BPB_Media >= 0xF8) && total_sectors(boot) != 0);
}

std::uint64_t fat_size(std::byte const* sector)
{
    auto const& boot = overlay<fat::BootSector>(sector);
    return std::uint64_t{total_sectors(boot)} * boot.BPB_BytsPerSec;
}

char const* of(DiskSectors const& disk)
{
    auto const sector = disk.view(0, sector_size);
    if (!sector)
        return "cannot be read";
    bool const fat = looks_like_fat(*sector);
    bool const empty = std::all_of(*sector, *sector + sector_size, [](std::byte byte) { return byte == std::byte{}; });
    for (auto const& mark : marks) {
        auto const found = disk.view(mark.offset, std::char_traits<char>::length(mark.bytes));
        if (found && stands_at(*found, mark.bytes))
            return mark.name;
    }
    auto const superblock = disk.view(1024, sizeof(ExtSuperblock));
    if (superblock && overlay<ExtSuperblock>(*superblock).s_magic == 0xEF53)
        return ext_version(overlay<ExtSuperblock>(*superblock));
    if (fat)
        return fat_name;
    return empty ? empty_name : unknown_name;
}

bool is_known(char const* kind)
{
    return kind != empty_name && kind != unknown_name;
}

} // namespace volume_kind
