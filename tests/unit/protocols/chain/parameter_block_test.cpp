// SPDX-License-Identifier: BSD-2-Clause
// Tests that BIOS parameter blocks are recognized, and corrected at the right offsets and nowhere else.
#include "stage2/protocols/chain/parameter_block.hpp"

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <string_view>

namespace {

using chain::ParameterBlock, chain::VolumePlace;

using Sector = std::array<std::byte, 512>;

void put(Sector& sector, std::size_t offset, std::initializer_list<int> bytes)
{
    for (auto const byte : bytes)
        sector[offset++] = static_cast<std::byte>(byte);
}

Sector common(int jump, std::string_view oem_name)
{
    Sector sector{};
    put(sector, 0, {0xEB, jump, 0x90});
    for (std::size_t at = 0; at < 8; ++at)
        sector[3 + at] = static_cast<std::byte>(oem_name[at]);
    put(sector, 0x0B, {0x00, 0x02, 8}); // 512 bytes, 8 sectors a cluster
    put(sector, 0x15, {0xF8});
    return sector;
}

// As mkfs.fat and mkfs.ntfs write them, as far as a loader looks at them.

Sector fat16()
{
    auto sector = common(0x3C, "mkfs.fat");
    put(sector, 0x0E, {4, 0, 2, 0, 2});
    put(sector, 0x16, {64, 0});
    put(sector, 0x24, {0x80, 0, 0x29});
    return sector;
}

Sector fat32()
{
    auto sector = common(0x58, "mkfs.fat");
    put(sector, 0x0E, {32, 0, 2});
    put(sector, 0x24, {0x00, 0x04});
    put(sector, 0x40, {0x80, 0, 0x29});
    return sector;
}

Sector ntfs()
{
    auto sector = common(0x52, "NTFS    ");
    put(sector, 0x24, {0x80, 0, 0x80});
    return sector;
}

ParameterBlock with(Sector sector, std::size_t offset, std::initializer_list<int> bytes)
{
    put(sector, offset, bytes);
    return chain::parameter_block_of(sector);
}

TEST(ParameterBlock, EachKindIsRecognized)
{
    EXPECT_EQ(chain::parameter_block_of(fat16()), ParameterBlock::fat);
    EXPECT_EQ(chain::parameter_block_of(fat32()), ParameterBlock::fat32);
    EXPECT_EQ(chain::parameter_block_of(ntfs()), ParameterBlock::ntfs);
}

TEST(ParameterBlock, OtherFormsOfTheSameAreRecognized)
{
    EXPECT_EQ(with(fat16(), 0, {0xE9, 0x3B, 0x00}), ParameterBlock::fat); // a near jump, to 3Eh
    EXPECT_EQ(with(fat16(), 0x26, {0x28}), ParameterBlock::fat);
    EXPECT_EQ(with(fat16(), 0x15, {0xF0}), ParameterBlock::fat);
    EXPECT_EQ(with(fat16(), 0x0B, {0, 0x10}), ParameterBlock::fat); // sectors of 4096 bytes
    EXPECT_EQ(with(fat32(), 0x10, {1}), ParameterBlock::fat32);
    EXPECT_EQ(with(fat32(), 0x42, {0x28}), ParameterBlock::fat32);
    EXPECT_EQ(with(ntfs(), 0, {0xE9, 0x51, 0x00}), ParameterBlock::ntfs);
}

TEST(ParameterBlock, ImplausibleFieldsAreRefused)
{
    for (auto const& sector : {fat16(), fat32(), ntfs()}) {
        EXPECT_EQ(with(sector, 0, {0xFA}), ParameterBlock::none);             // no jump
        EXPECT_EQ(with(sector, 1, {0x22}), ParameterBlock::none);             // into the block
        EXPECT_EQ(with(sector, 0, {0xE9, 0xFC, 0x01}), ParameterBlock::none); // behind the sector
        EXPECT_EQ(with(sector, 0, {0xE9, 0xFF, 0xFF}), ParameterBlock::none);
        EXPECT_EQ(with(sector, 0x0B, {0, 3}), ParameterBlock::none);
        EXPECT_EQ(with(sector, 0x0B, {0, 0}), ParameterBlock::none);
        EXPECT_EQ(with(sector, 0x15, {0xF1}), ParameterBlock::none);
    }
    for (auto const& sector : {fat16(), fat32()}) {
        EXPECT_EQ(with(sector, 0x0D, {3}), ParameterBlock::none);
        EXPECT_EQ(with(sector, 0x0D, {0}), ParameterBlock::none);
        EXPECT_EQ(with(sector, 0x0E, {0, 0}), ParameterBlock::none);
        EXPECT_EQ(with(sector, 0x10, {0}), ParameterBlock::none);
        EXPECT_EQ(with(sector, 0x10, {3}), ParameterBlock::none);
    }
    EXPECT_EQ(with(fat16(), 1, {0x3B}), ParameterBlock::none);
    EXPECT_EQ(with(fat32(), 1, {0x57}), ParameterBlock::none);
    EXPECT_EQ(with(ntfs(), 1, {0x51}), ParameterBlock::none);
    EXPECT_EQ(with(fat16(), 0x26, {0x00}), ParameterBlock::none); // DOS 3: no place for the drive
    EXPECT_EQ(with(fat32(), 0x42, {0x00}), ParameterBlock::none);
    EXPECT_EQ(with(fat32(), 0x24, {0, 0}), ParameterBlock::none);
    EXPECT_EQ(with(ntfs(), 3, {'M', 'T'}), ParameterBlock::none);
}

TEST(ParameterBlock, SectorsWithoutABlockAreRefused)
{
    EXPECT_EQ(chain::parameter_block_of(Sector{}), ParameterBlock::none);
    Sector full;
    full.fill(std::byte{0xFF});
    EXPECT_EQ(chain::parameter_block_of(full), ParameterBlock::none);
    auto exfat = common(0x76, "EXFAT   ");
    put(exfat, 0x0B, {0, 0, 0}); // all of it must be zeros
    put(exfat, 0x15, {0});
    EXPECT_EQ(chain::parameter_block_of(exfat), ParameterBlock::none);
}

// The bytes that differ between a sector and its correction.
std::vector<std::size_t> changes(Sector const& before, ParameterBlock kind, VolumePlace const& place, Sector& after)
{
    after = before;
    chain::correct(after, kind, place);
    std::vector<std::size_t> found;
    for (std::size_t at = 0; at < before.size(); ++at)
        if (before[at] != after[at])
            found.push_back(at);
    return found;
}

constexpr VolumePlace place{.first = 0x04030201, .drive = 0x85, .geometry{.sectors_per_track = 63, .heads = 0x100}};

TEST(ParameterBlock, OnlyTheRightFieldsAreCorrected)
{
    struct {
        ParameterBlock kind;
        std::size_t drive;
    } const kinds[] = {{ParameterBlock::fat, 0x24}, {ParameterBlock::ntfs, 0x24}, {ParameterBlock::fat32, 0x40}};
    for (auto const& [kind, drive] : kinds) {
        Sector before, after;
        before.fill(std::byte{0xEE});
        EXPECT_EQ(changes(before, kind, place, after),
                  (std::vector<std::size_t>{0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, drive}));
        EXPECT_EQ(*read_at<Le16>(after, 0x18), 63);
        EXPECT_EQ(*read_at<Le16>(after, 0x1A), 0x100);
        EXPECT_EQ(*read_at<Le32>(after, 0x1C), 0x04030201u);
        EXPECT_EQ(after[drive], std::byte{0x85});
    }
}

TEST(ParameterBlock, UnknownGeometryStaysAsItIs)
{
    Sector before, after;
    before.fill(std::byte{0xEE});
    auto without = place;
    without.geometry = {};
    EXPECT_EQ(changes(before, ParameterBlock::fat, without, after),
              (std::vector<std::size_t>{0x1C, 0x1D, 0x1E, 0x1F, 0x24}));
}

} // namespace
