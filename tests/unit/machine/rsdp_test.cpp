// SPDX-License-Identifier: BSD-2-Clause
// Tests the search for the RSDP: it is found in its place, and accepted only if all its bytes have the right sum.
#include "stage2/machine/rsdp.hpp"

#include "tests/firmware_area.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace {

using firmware_area::make_sum_zero;

struct RsdpTest : testing::Test {
    // A sound one, by hand: its revision at 15, its length at 20, its checksums at 8 and 32.
    void put(std::size_t offset, std::uint8_t revision, std::uint32_t length = 36)
    {
        auto* const bytes = area.data() + offset;
        std::memcpy(bytes, "RSD PTR \0farjmp", 15);
        bytes[15] = std::byte{revision};
        if (revision >= 2)
            std::memcpy(bytes + 20, &length, sizeof length);
        make_sum_zero(area, offset, 8, 20);
        if (revision >= 2)
            make_sum_zero(area, offset, 32, length);
    }
    void expect_found(std::uint32_t offset, int revision)
    {
        auto const found = rsdp::find(area);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->offset, offset);
        EXPECT_EQ(found->revision, revision);
    }

    std::vector<std::byte> area = std::vector<std::byte>(1024);
};

TEST_F(RsdpTest, IsFoundOnAnyLineOf16Bytes)
{
    for (std::uint32_t const offset : {0u, 16u, 512u, 1024u - 48u}) {
        area.assign(1024, {});
        put(offset, 0);
        expect_found(offset, 0);
    }
}

TEST_F(RsdpTest, IsNotFoundBetweenThem)
{
    put(72, 0);
    EXPECT_FALSE(rsdp::find(area));
}

TEST_F(RsdpTest, NeedsEveryByteAsItWasWritten)
{
    put(64, 0);
    for (std::size_t i = 0; i < 20; ++i) {
        area[64 + i] ^= std::byte{0x40};
        EXPECT_FALSE(rsdp::find(area)) << i;
        area[64 + i] ^= std::byte{0x40};
    }
    area[64 + 20] ^= std::byte{0x40}; // no longer part of it
    expect_found(64, 0);
}

TEST_F(RsdpTest, NeedsTheExtendedChecksumFromRevision2On)
{
    put(64, 2);
    expect_found(64, 2);
    for (std::size_t i = 0; i < 36; ++i) {
        area[64 + i] ^= std::byte{0x10};
        EXPECT_FALSE(rsdp::find(area)) << i;
        area[64 + i] ^= std::byte{0x10};
    }
}

TEST_F(RsdpTest, MayBeLongerThanThisRevision)
{
    put(64, 7, 60);
    expect_found(64, 7);
    area[64 + 59] ^= std::byte{1};
    EXPECT_FALSE(rsdp::find(area));
}

TEST_F(RsdpTest, MustHaveALengthThatCanBe)
{
    for (std::uint32_t const length : {0u, 35u, 961u, 0x8000'0000u, 0xFFFF'FFFFu}) {
        put(64, 2);
        std::memcpy(&area[64 + 20], &length, sizeof length);
        make_sum_zero(area, 64, 32, 36);
        EXPECT_FALSE(rsdp::find(area)) << length;
    }
}

TEST_F(RsdpTest, MustEndInTheArea)
{
    put(1024 - 48, 2);
    expect_found(1024 - 48, 2);
    area.resize(1024 - 16);
    EXPECT_FALSE(rsdp::find(area));
    area.resize(1024 - 40); // its signature is all that is left
    EXPECT_FALSE(rsdp::find(area));
    EXPECT_FALSE(rsdp::find({}));
}

TEST_F(RsdpTest, IsSearchedForBehindOneThatIsBroken)
{
    put(64, 2);
    area[64 + 33] ^= std::byte{1};
    put(128, 0);
    expect_found(128, 0);
}

} // namespace
