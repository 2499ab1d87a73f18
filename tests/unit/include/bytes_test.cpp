// SPDX-License-Identifier: BSD-2-Clause
// Tests little-endian fields, bounds-checked reads, alignment, and flags.
#include "include/bytes.hpp"
#include "include/units.hpp"
#include "include/x86/control.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace {

struct Record {
    std::uint8_t odd;
    Le16 two;
    Le32 four;
    Le64 eight;
};
static_assert(sizeof(Record) == 15, "fields from outside have no padding between them");

TEST(Bytes, ReadLittleEndianFieldsAtAnyAddress)
{
    std::vector<std::byte> bytes(16);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(0xF0 + i);
    auto const record = read_at<Record>(bytes, 1);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->odd, 0xF1);
    EXPECT_EQ(record->two, 0xF3F2);
    EXPECT_EQ(record->four, 0xF7F6F5F4u);
    EXPECT_EQ(record->eight, 0xFFFEFDFCFBFAF9F8u);
}

TEST(Bytes, WriteThemInThatOrderToo)
{
    Le32 const field = 0x11223344;
    std::uint8_t bytes[4];
    std::memcpy(bytes, &field, 4);
    EXPECT_EQ(bytes[0], 0x44);
    EXPECT_EQ(bytes[3], 0x11);
}

TEST(Bytes, AreNotReadBeyondTheirEnd)
{
    std::vector<std::byte> const bytes(8);
    EXPECT_TRUE(read_at<Le64>(bytes, 0));
    EXPECT_TRUE(read_at<std::uint8_t>(bytes, 7));
    for (auto const offset : std::initializer_list<std::uint64_t>{1, 8, 9, ~0ull, ~6ull})
        EXPECT_FALSE(read_at<Le64>(bytes, offset)) << offset;
    EXPECT_FALSE(read_at<Le64>(bytes, 0x1'0000'0000));
    EXPECT_FALSE(read_at<std::uint8_t>({}, 0));
}

TEST(Units, RoundToPowersOfTwo)
{
    EXPECT_EQ(round_down(4097u, 4096), 4096u);
    EXPECT_EQ(round_up(4097u, 4096), 8192u);
    EXPECT_EQ(round_up(4096u, 4096), 4096u);
    EXPECT_EQ(round_up(std::uint64_t{0}, 4096), 0u);
    EXPECT_EQ(round_down(5_GiB + 1, 1_GiB), 5_GiB); // more than 32 bits stay
    EXPECT_EQ(round_up(~std::uint64_t{0}, 4096), 0u);
}

TEST(Flags, AreHadOnlyAllTogether)
{
    using x86::Efer;
    auto const both = Efer::long_mode_enable | Efer::no_execute_enable;
    EXPECT_EQ(std::to_underlying(both), 0x900u);
    EXPECT_TRUE(has(both, Efer::long_mode_enable));
    EXPECT_TRUE(has(both, both));
    EXPECT_FALSE(has(Efer::long_mode_enable, both));
    EXPECT_EQ(both & ~Efer::long_mode_enable, Efer::no_execute_enable);
}

} // namespace
