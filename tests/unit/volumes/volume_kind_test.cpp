// SPDX-License-Identifier: BSD-2-Clause
// Tests the recognition of a partition's content: file systems made by their own tools, and the signatures of those
// without a tool here.
#include "stage2/volumes/volume_kind.hpp"

#include "tests/unit/partitioned_disk.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace {

struct VolumeKindTest : testing::Test {
    void expect_kind(PartitionedDisk& disk, std::string_view kind)
    {
        DiskCache cache(disk, memory, 0, disk.size());
        EXPECT_EQ(volume_kind::of({cache, 9}), kind);
    }
    void expect_kind_of(std::string const& size, std::string const& commands, std::string_view kind)
    {
        PartitionedDisk disk(size, commands);
        expect_kind(disk, kind);
    }
    void expect_kind_with(std::uint64_t offset, std::string_view mark, std::string_view kind)
    {
        PartitionedDisk disk("128K", "true");
        for (char const character : mark)
            disk.put(offset++, character);
        expect_kind(disk, kind);
    }

    std::vector<std::byte> memory = std::vector<std::byte>(DiskCache::memory_needed);
};

TEST_F(VolumeKindTest, KnowsWhatToolsMake)
{
    expect_kind_of("1440K", "mkfs.fat $disk > /dev/null", "FAT");
    expect_kind_of("20M", "mkfs.fat -F 16 $disk > /dev/null", "FAT");
    expect_kind_of("40M", "mkfs.fat -F 32 -s 1 $disk > /dev/null", "FAT");
    expect_kind_of("300M", "mkfs.fat -F 32 -S 4096 -s 1 $disk > /dev/null", "FAT");
    expect_kind_of("1440K", "mformat -f 1440 -C -i $disk ::", "FAT");
    expect_kind_of("20M", "mkfs.ext2 -q $disk", "ext2");
    expect_kind_of("20M", "mkfs.ext3 -q $disk", "ext3");
    expect_kind_of("20M", "mkfs.ext4 -q $disk", "ext4");
    expect_kind_of("1M", "mkswap $disk > /dev/null", "swap");
    expect_kind_of("1M", "true", "empty");
    expect_kind_of("1M", "printf words | dd of=$disk conv=notrunc status=none", "unknown");
}

TEST_F(VolumeKindTest, KnowsMarks)
{
    expect_kind_with(3, "EXFAT   ", "exFAT");
    expect_kind_with(3, "NTFS    ", "NTFS");
    expect_kind_with(3, "-FVE-FS-", "BitLocker");
    expect_kind_with(0, "XFSB", "XFS");
    expect_kind_with(0, "LUKS\xBA\xBE", "LUKS");
    expect_kind_with(0, "hsqs", "squashfs");
    expect_kind_with(4096, "\xFC\x4E\x2B\xA9", "Linux RAID");
    expect_kind_with(32769, "CD001", "ISO 9660");
    expect_kind_with(65600, "_BHRfS_M", "btrfs");
    expect_kind_with(65600, "_BHRfS_", "empty");
}

// The boot sector of an NTFS volume has a BIOS parameter block, too, with zeros for what only FAT has.
TEST_F(VolumeKindTest, TakesNtfsForNoFat)
{
    PartitionedDisk disk("1M", "mkfs.fat $disk > /dev/null");
    disk.put(3, std::array{'N', 'T', 'F', 'S', ' ', ' ', ' ', ' '});
    disk.put(16, std::array<std::byte, 5>{});
    disk.put(0x36, std::array<std::byte, 5>{});
    expect_kind(disk, "NTFS");
}

TEST_F(VolumeKindTest, TakesTheMarkOfAnotherSystemForMoreThanAnOlderBootSector)
{
    PartitionedDisk disk("20M", "mkfs.fat $disk > /dev/null");
    expect_kind(disk, "FAT");
    disk.put(4096, std::array<std::uint8_t, 4>{0xFC, 0x4E, 0x2B, 0xA9});
    expect_kind(disk, "Linux RAID");
}

TEST_F(VolumeKindTest, SaysWhatCannotBeRead)
{
    PartitionedDisk disk("1M", "true");
    disk.bad.insert(0);
    expect_kind(disk, "cannot be read");
    disk.bad = {2}; // where ext's superblock would be
    expect_kind(disk, "empty");
}

TEST_F(VolumeKindTest, NoSingleByteMakesFatSomethingElse)
{
    for (std::string const how : {"-F 12", "-F 16", "-F 32 -s 1"}) {
        PartitionedDisk const disk("40M", "mkfs.fat " + how + " $disk > /dev/null");
        auto sector = disk.get<std::array<std::byte, 512>>(0);
        for (auto& byte : sector)
            for (int bit = 0; bit <= 8; ++bit) {
                auto const whole = byte;
                byte = bit == 8 ? std::byte{} : byte ^ std::byte{1} << bit;
                EXPECT_TRUE(volume_kind::looks_like_fat(sector.data()));
                byte = whole;
            }
    }
}

// The older DOS had no such field; the others must do.
TEST_F(VolumeKindTest, KnowsFatWithoutItsName)
{
    PartitionedDisk const disk("1440K", "mkfs.fat $disk > /dev/null");
    auto sector = disk.get<std::array<std::byte, 512>>(0);
    std::fill_n(sector.begin() + 0x36, 8, std::byte{});
    EXPECT_TRUE(volume_kind::looks_like_fat(sector.data()));
    sector[21] = std::byte{0xF7}; // no medium is called so
    EXPECT_FALSE(volume_kind::looks_like_fat(sector.data()));
}

TEST_F(VolumeKindTest, TellsTheSizeOfAFatVolume)
{
    PartitionedDisk const floppy("1440K", "mkfs.fat $disk > /dev/null");
    EXPECT_EQ(volume_kind::fat_size(floppy.get<std::array<std::byte, 512>>(0).data()), 1440u << 10);
    PartitionedDisk const large("300M", "mkfs.fat -F 32 -S 4096 -s 1 $disk > /dev/null");
    EXPECT_EQ(volume_kind::fat_size(large.get<std::array<std::byte, 512>>(0).data()), 300u << 20);
}

} // namespace
