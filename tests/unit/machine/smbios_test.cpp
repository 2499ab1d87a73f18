// SPDX-License-Identifier: BSD-2-Clause
// Tests the search for SMBIOS's entry points: they are found in their places, and accepted only if their bytes have the
// right sum.
#include "stage2/machine/smbios.hpp"

#include "tests/firmware_area.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace {

using firmware_area::make_sum_zero;

struct SmbiosTest : testing::Test {
    void put_32(std::size_t offset, std::uint8_t length = 0x1F)
    {
        auto* const bytes = area.data() + offset;
        std::memcpy(bytes, "_SM_", 4);
        bytes[5] = std::byte{length};
        bytes[6] = std::byte{2};
        std::memcpy(bytes + 16, "_DMI_", 5);
        std::memcpy(bytes + 22, "\x34\x12\x00\x00\x0F\x00\x09\x00\x28", 9);
        make_sum_zero(area, offset + 16, 5, 15);
        make_sum_zero(area, offset, 4, length);
    }
    void put_64(std::size_t offset, std::uint8_t length = 0x18)
    {
        auto* const bytes = area.data() + offset;
        std::memcpy(bytes, "_SM3_", 5);
        bytes[6] = std::byte{length};
        bytes[7] = std::byte{3};
        bytes[16] = std::byte{0xEE};
        make_sum_zero(area, offset, 5, length);
    }

    std::vector<std::byte> area = std::vector<std::byte>(1024);
};

TEST_F(SmbiosTest, EachIsFoundAndNotTakenForTheOther)
{
    put_32(512);
    EXPECT_EQ(smbios::find_32_bit(area), 512u);
    EXPECT_FALSE(smbios::find_64_bit(area));
    put_64(256);
    EXPECT_EQ(smbios::find_32_bit(area), 512u);
    EXPECT_EQ(smbios::find_64_bit(area), 256u);
}

TEST_F(SmbiosTest, AreNotFoundBetweenLinesOf16Bytes)
{
    put_32(520);
    put_64(248);
    EXPECT_FALSE(smbios::find_32_bit(area));
    EXPECT_FALSE(smbios::find_64_bit(area));
}

TEST_F(SmbiosTest, NeedEveryByteAsItWasWritten)
{
    put_32(512);
    put_64(256);
    for (std::size_t i = 0; i < 0x1F; ++i) {
        area[512 + i] ^= std::byte{0x20};
        EXPECT_FALSE(smbios::find_32_bit(area)) << i;
        area[512 + i] ^= std::byte{0x20};
    }
    for (std::size_t i = 0; i < 0x18; ++i) {
        area[256 + i] ^= std::byte{0x20};
        EXPECT_FALSE(smbios::find_64_bit(area)) << i;
        area[256 + i] ^= std::byte{0x20};
    }
}

// Two changes that leave the sum over all of it as it was.
TEST_F(SmbiosTest, NeedTheInnerChecksumToo)
{
    put_32(512);
    area[512 + 6] = std::byte{3};
    area[512 + 23] = std::byte{0x11};
    EXPECT_FALSE(smbios::find_32_bit(area));
}

TEST_F(SmbiosTest, MayHaveTheWrongLengthOf21)
{
    put_32(512, 0x1E);
    area[512 + 0x1E] = {};
    make_sum_zero(area, 512 + 16, 5, 15);
    make_sum_zero(area, 512, 4, 0x1E);
    EXPECT_EQ(smbios::find_32_bit(area), 512u);
}

TEST_F(SmbiosTest, MustBeLongEnough)
{
    put_32(512);
    area[512 + 5] = std::byte{0x1D};
    make_sum_zero(area, 512, 4, 0x1D);
    EXPECT_FALSE(smbios::find_32_bit(area));
    put_64(256, 0x17);
    EXPECT_FALSE(smbios::find_64_bit(area));
}

TEST_F(SmbiosTest, MustEndInTheArea)
{
    put_32(992);
    put_64(960);
    EXPECT_EQ(smbios::find_32_bit(area), 992u);
    area.resize(992 + 0x1E);
    EXPECT_FALSE(smbios::find_32_bit(area));
    area.resize(960 + 0x18);
    EXPECT_EQ(smbios::find_64_bit(area), 960u);
    area.resize(960 + 0x17);
    EXPECT_FALSE(smbios::find_64_bit(area));
    EXPECT_FALSE(smbios::find_64_bit({}));
    area.assign(1024, {});
    put_64(1024 - 32, 0x20);
    EXPECT_EQ(smbios::find_64_bit(area), 992u);
    area.resize(1024 - 1);
    EXPECT_FALSE(smbios::find_64_bit(area));
}

} // namespace
