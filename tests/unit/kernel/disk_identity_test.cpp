// SPDX-License-Identifier: BSD-2-Clause
// Tests what the kernel's disk drivers understand of a disk's description, and the commands with short and long LBAs.
#include "kernel/disk/identity.hpp"

#include <gtest/gtest.h>

#include <array>

namespace {

using disk::identity_from;
using Words = std::array<std::uint16_t, disk::identity_words>;

Words small_disk()
{
    Words words{};
    words[0] = 0x0040;
    words[49] = 1u << 9;
    words[60] = 0x5678;
    words[61] = 0x0234;
    return words;
}

Words large_disk()
{
    auto words = small_disk();
    words[83] = 0x4000 | 1u << 10;
    words[100] = 0x1111;
    words[101] = 0x2222;
    words[102] = 0x0003;
    return words;
}

TEST(DiskIdentity, OfADiskWithShortAddresses)
{
    auto const identity = identity_from(small_disk());
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->sectors, 0x234'5678u);
    EXPECT_EQ(identity->sector_bytes, 512u);
    EXPECT_FALSE(identity->long_addresses);
}

TEST(DiskIdentity, OfADiskWithLongAddresses)
{
    auto const identity = identity_from(large_disk());
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->sectors, 0x3'2222'1111u);
    EXPECT_TRUE(identity->long_addresses);
    auto words = large_disk();
    words[83] = 0xFFFF; // not valid: the upper two bits are not 01
    EXPECT_EQ(identity_from(words)->sectors, 0x234'5678u);
}

TEST(DiskIdentity, HasTheSizeOfALogicalSector)
{
    for (std::uint16_t const size : std::array<std::uint16_t, 3>{512, 1024, 2048}) {
        auto words = large_disk();
        words[106] = 0x4000 | 1u << 12;
        words[117] = size;
        EXPECT_EQ(identity_from(words)->sector_bytes, 2u * size);
    }
    auto words = large_disk();
    words[106] = 0x4000 | 1u << 13 | 3; // 4096-byte sectors that it shows as 512
    words[117] = 2048;
    EXPECT_EQ(identity_from(words)->sector_bytes, 512u);
}

TEST(DiskIdentity, RefusesOtherDevices)
{
    auto words = small_disk();
    words[0] = 0x8580; // ATAPI
    EXPECT_FALSE(identity_from(words));
    words = small_disk();
    words[49] = 0; // no LBA
    EXPECT_FALSE(identity_from(words));
    words = small_disk();
    words[60] = words[61] = 0;
    EXPECT_FALSE(identity_from(words));
    for (std::uint16_t const size : std::array<std::uint16_t, 4>{0, 256, 520, 4096}) {
        words = large_disk();
        words[106] = 0x4000 | 1u << 12;
        words[117] = size;
        EXPECT_FALSE(identity_from(words)) << size;
    }
}

TEST(DiskCommand, IsLongOnlyWhereItMustBe)
{
    auto const near = disk::sector_command(0x20, 0x24, 0xFFF'FFFF);
    EXPECT_EQ(near.code, 0x20);
    EXPECT_EQ(near.device, 0x4F);
    EXPECT_EQ(near.lba, 0xFF'FFFFu);
    EXPECT_FALSE(near.is_long);
    auto const far = disk::sector_command(0x20, 0x24, 0x1000'0000);
    EXPECT_EQ(far.code, 0x24);
    EXPECT_EQ(far.device, 0x40);
    EXPECT_EQ(far.lba, 0x1000'0000u);
    EXPECT_TRUE(far.is_long);
}

} // namespace
