// SPDX-License-Identifier: BSD-2-Clause
// Tests CRC-32 against zlib's, the standard's check value, and the definition bit by bit.
#include "stage2/checksums/crc32.hpp"

#include "stage2/checksums/crc32.hpp"
#include "stage2/checksums/crc32_folding.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string_view>
#include <vector>

namespace {

std::uint32_t of(std::string_view text)
{
    return crc32::of(std::as_bytes(std::span(text)));
}

std::uint32_t by_definition(Bytes bytes)
{
    std::uint32_t remainder = ~0u;
    for (auto const byte : bytes) {
        remainder ^= std::to_integer<std::uint32_t>(byte);
        for (int bit = 0; bit < 8; ++bit)
            remainder = remainder >> 1 ^ (remainder & 1 ? 0xEDB88320 : 0);
    }
    return ~remainder;
}

TEST(Crc32, GoesOnPieceByPiece)
{
    auto const bytes = std::as_bytes(std::span(std::string_view("123456789")));
    for (std::size_t first = 0; first <= bytes.size(); ++first)
        EXPECT_EQ(crc32::of(bytes.subspan(first), crc32::of(bytes.first(first))), 0xCBF43926u);
}

TEST(Crc32, GivesTheKnownValues)
{
    EXPECT_EQ(of(""), 0u);
    EXPECT_EQ(of("123456789"), 0xCBF43926u);
    EXPECT_EQ(of("The quick brown fox jumps over the lazy dog"), 0x414FA339u);
}

TEST(Crc32, IsWhatItsDefinitionSaysAtEveryLengthAndAlignment)
{
    std::mt19937 random(1);
    std::vector<std::byte> bytes(600);
    for (auto& byte : bytes)
        byte = static_cast<std::byte>(random());
    for (std::size_t begin = 0; begin < 9; ++begin)
        for (std::size_t size = 0; size < 40; ++size)
            EXPECT_EQ(crc32::of(Bytes(bytes).subspan(begin, size)), by_definition(Bytes(bytes).subspan(begin, size)));
    EXPECT_EQ(crc32::of(bytes), by_definition(bytes));
}

TEST(Crc32, OfLargeDataAndOfItsPiecesIsWhatItsDefinitionSays)
{
    std::mt19937 random(2);
    std::vector<std::byte> bytes(70'000);
    for (auto& byte : bytes)
        byte = static_cast<std::byte>(random());
    auto const whole = by_definition(bytes);
    EXPECT_EQ(crc32::of(bytes), whole);
    for (std::size_t first = 0; first < 50; ++first)
        EXPECT_EQ(crc32::of(Bytes(bytes).subspan(first), crc32::of(Bytes(bytes).first(first))), whole);
}

// Every size around blocks, every alignment, and pieces; PCLMULQDQ is in every x86-64 processor since 2010.
TEST(Crc32, ByFoldingIsTheSame)
{
    std::vector<std::byte> bytes(1500);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(i * i * 31 + i / 7);
    for (std::size_t begin = 0; begin < 17; ++begin)
        for (std::size_t const size : {0, 1, 15, 63, 64, 65, 127, 128, 129, 191, 192, 255, 256, 1000, 1480}) {
            auto const part = Bytes{bytes}.subspan(begin, size);
            EXPECT_EQ(crc32::of_by_folding(part), crc32::of(part)) << begin << ' ' << size;
            auto const first = crc32::of_by_folding(part.first(size / 3));
            EXPECT_EQ(crc32::of_by_folding(part.subspan(size / 3), first), crc32::of(part)) << begin << ' ' << size;
        }
}

} // namespace
