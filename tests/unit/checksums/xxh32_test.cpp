// SPDX-License-Identifier: BSD-2-Clause
// Tests XXH32 against the values that xxHash's own check and others publish, against the specification's steps, against
// the checksums that the lz4 tool writes, and in pieces of every size.
#include "stage2/checksums/xxh32.hpp"

#include "tests/unit/packed/lz4_frames.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::uint32_t of(std::string_view text)
{
    return xxh32::of(std::as_bytes(std::span(text)));
}

// xxHash, "cli/xsum_sanity_check.c", XSUM_fillTestBuffer().
std::vector<std::byte> test_buffer(std::size_t size)
{
    std::vector<std::byte> bytes(size);
    std::uint64_t state = 0x9E37'79B1;
    for (auto& byte : bytes) {
        byte = static_cast<std::byte>(state >> 56);
        state *= 0x9E37'79B1'85EB'CA8D;
    }
    return bytes;
}

// xxHash, "XXH32 algorithm description", steps 1 to 7 with seed 0.
std::uint32_t by_specification(Bytes input)
{
    constexpr std::uint32_t prime1 = 0x9E3779B1, prime2 = 0x85EBCA77, prime3 = 0xC2B2AE3D, prime4 = 0x27D4EB2F,
                            prime5 = 0x165667B1;
    std::uint32_t accumulator = prime5;
    std::size_t at = 0;
    if (input.size() >= 16) {
        std::uint32_t lanes[4] = {prime1 + prime2, prime2, 0, 0u - prime1};
        for (; at + 16 <= input.size(); at += 16)
            for (std::size_t i = 0; i < 4; ++i)
                lanes[i] = std::rotl(lanes[i] + *read_at<Le32>(input, at + 4 * i) * prime2, 13) * prime1;
        accumulator =
            std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
    }
    accumulator += static_cast<std::uint32_t>(input.size());
    for (; at + 4 <= input.size(); at += 4)
        accumulator = std::rotl(accumulator + *read_at<Le32>(input, at) * prime3, 17) * prime4;
    for (; at < input.size(); ++at)
        accumulator = std::rotl(accumulator + std::to_integer<std::uint32_t>(input[at]) * prime5, 11) * prime1;
    accumulator = (accumulator ^ accumulator >> 15) * prime2;
    accumulator = (accumulator ^ accumulator >> 13) * prime3;
    return accumulator ^ accumulator >> 16;
}

} // namespace

TEST(Xxh32, GivesTheKnownValues)
{
    EXPECT_EQ(of(""), 0x02CC'5D05u);
    EXPECT_EQ(of("a"), 0x550D'7456u);
    EXPECT_EQ(of("abc"), 0x32D1'53FFu);
    EXPECT_EQ(of("Nobody inspects the spammish repetition"), 0xE229'3B2Fu);
}

TEST(Xxh32, GivesTheValuesOfXxHashsOwnCheck)
{
    EXPECT_EQ(xxh32::of(test_buffer(1)), 0xCF65'B03Eu);
    EXPECT_EQ(xxh32::of(test_buffer(14)), 0x1208'E7E2u);
    EXPECT_EQ(xxh32::of(test_buffer(222)), 0x5BD1'1DBDu);
}

TEST(Xxh32, IsWhatTheSpecificationSaysAtEveryLengthAndAlignment)
{
    auto const bytes = test_buffer(300);
    for (std::size_t begin = 0; begin < 17; ++begin)
        for (std::size_t size = 0; size < 100; ++size) {
            auto const part = Bytes(bytes).subspan(begin, size);
            ASSERT_EQ(xxh32::of(part), by_specification(part)) << begin << ' ' << size;
        }
}

TEST(Xxh32, DoesNotDependOnTheSizeOfThePieces)
{
    auto const bytes = test_buffer(333);
    auto const due = by_specification(bytes);
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
        xxh32::Checksum checksum;
        for (std::size_t at = 0; at < bytes.size(); at += size)
            checksum.add(Bytes(bytes).subspan(at, std::min(size, bytes.size() - at)));
        ASSERT_EQ(checksum.value(), due) << size;
    }
}

TEST(Xxh32, DoesNotDependOnWhereTheBytesAreCut)
{
    auto const bytes = test_buffer(70);
    auto const due = by_specification(bytes);
    for (std::size_t first = 0; first <= bytes.size(); ++first)
        for (std::size_t second = first; second <= bytes.size(); ++second) {
            xxh32::Checksum checksum;
            checksum.add(Bytes(bytes).first(first));
            checksum.add({});
            checksum.add(Bytes(bytes).subspan(first, second - first));
            checksum.add(Bytes(bytes).subspan(second));
            ASSERT_EQ(checksum.value(), due) << first << ' ' << second;
        }
}

TEST(Xxh32, CanBeAskedBetweenThePieces)
{
    auto const bytes = test_buffer(100);
    xxh32::Checksum checksum;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        ASSERT_EQ(checksum.value(), by_specification(Bytes(bytes).first(size))) << size;
        checksum.add(Bytes(bytes).subspan(size, 1));
    }
}

TEST(Xxh32, IsTheChecksumThatLz4Writes)
{
    std::mt19937 random(1);
    for (std::size_t size : {1u, 3u, 4u, 15u, 16u, 17u, 31u, 32u, 255u, 4096u, 65537u, 1'000'000u}) {
        auto const content = random_bytes(random, size);
        auto const packed = packed_by_lz4(content);
        EXPECT_EQ(xxh32::of(content), *read_at<Le32>(packed, packed.size() - 4)) << size;
    }
}
