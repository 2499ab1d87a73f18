// SPDX-License-Identifier: BSD-2-Clause
// Tests the checksum of a seal: both implementations against its definition, and what it misses of the damage that disks,
// cables and memory do.
#include "stage2/checksums/wide_sum.hpp"

#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <random>
#include <vector>

namespace {

using wide_sum::Add, wide_sum::block_size;

struct alignas(16) Block {
    std::array<std::byte, block_size> bytes;
};
using Blocks = std::vector<Block>;

Blocks sample(std::size_t count, std::uint32_t seed = 1)
{
    Blocks blocks(count);
    std::mt19937 random{seed};
    for (auto& block : blocks)
        for (auto& byte : block.bytes)
            byte = static_cast<std::byte>(random());
    return blocks;
}

std::vector<Add*> methods()
{
#if defined(__i386__) || defined(__x86_64__)
    return {wide_sum::add_by_words, wide_sum::add_by_sse2};
#else
    return {wide_sum::add_by_words};
#endif
}

std::byte* bytes_of(Blocks& blocks)
{
    return blocks.front().bytes.data();
}

std::uint32_t of(Add* method, Blocks blocks)
{
    wide_sum::Checksum checksum{method};
    checksum.add(bytes_of(blocks), blocks.size());
    return checksum.value();
}

// The definition in the header, word by word: slow, and short enough to be right.
std::uint32_t reference(Blocks blocks)
{
    using Numbers = std::array<std::uint64_t, 2>;
    Numbers a{0x85EBCA77'9E3779B1, 0x27D4EB2F'C2B2AE3D}, b{}, c{}, d{};
    auto const* at = bytes_of(blocks);
    for (std::size_t round = 0; round < 2 * blocks.size(); ++round) {
        for (auto* const vector : {&a, &b, &c, &d})
            for (auto& number : *vector) {
                std::uint64_t more;
                std::memcpy(&more, at, sizeof more);
                number += more;
                at += sizeof more;
            }
        for (auto& number : d)
            number ^= number >> 29;
        a = {a[0] >> 32 | a[1] << 32, a[1] >> 32 | a[0] << 32};
        for (std::size_t i = 0; i < 2; ++i) {
            b[i] += a[i];
            c[i] ^= b[i];
            d[i] += c[i];
            a[i] ^= d[i];
        }
    }
    std::uint32_t sum = 0;
    for (auto const* const vector : {&a, &b, &c, &d})
        for (auto const number : *vector)
            for (auto const word : {static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32)})
                sum = std::rotl(sum + word * 0x85EBCA77u, 13) * 0x9E3779B1u;
    return sum;
}

} // namespace

TEST(WideSum, IsWhatItsDefinitionSays)
{
    for (auto const method : methods())
        for (std::size_t count = 1; count < 20; ++count)
            EXPECT_EQ(of(method, sample(count)), reference(sample(count))) << count;
}

TEST(WideSum, DoesNotDependOnHowTheBlocksAreCut)
{
    auto blocks = sample(20);
    for (auto const method : methods())
        for (std::size_t cut = 0; cut <= blocks.size(); ++cut) {
            wide_sum::Checksum checksum{method};
            checksum.add(bytes_of(blocks), cut);
            checksum.add(bytes_of(blocks) + cut * block_size, blocks.size() - cut);
            EXPECT_EQ(checksum.value(), reference(blocks)) << cut;
        }
}

TEST(WideSum, DoesNotDependOnAlignment)
{
    auto blocks = sample(4);
    for (std::size_t shift = 1; shift < 16; ++shift) {
        std::vector<std::byte> moved(shift);
        moved.insert(moved.end(), bytes_of(blocks), bytes_of(blocks) + 4 * block_size);
        wide_sum::Checksum checksum{wide_sum::add_by_words};
        checksum.add(moved.data() + shift, 4);
        EXPECT_EQ(checksum.value(), reference(blocks)) << shift;
    }
}

TEST(WideSum, CountsZeros)
{
    for (auto const method : methods())
        EXPECT_NE(of(method, Blocks(3)), of(method, Blocks(4)));
}

// Random data, and data like code and tables: many zeros, small numbers, ones.
TEST(WideSum, FindsWhatDisksCablesAndMemoryDo)
{
    constexpr std::size_t sector = 512, sectors = 32, size = sectors * sector;
    constexpr int kinds = 12, trials = rounds(kinds * 2000);
    std::mt19937 random{2};
    auto const any = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
    auto whole = sample(size / block_size);
    for (int trial = 0; trial < trials; ++trial) {
        if (trial % 500 == 0)
            std::generate_n(bytes_of(whole), size, [&, mode = trial / 500 % 3] {
                auto const byte = mode == 0 ? any(256) : mode == 1 ? any(16) * (any(4) == 0) : 255 * (any(4) == 0);
                return static_cast<std::byte>(byte);
            });
        auto damaged = whole;
        auto* const bytes = bytes_of(damaged);
        auto const flip = [&](std::size_t at, std::size_t bit) { bytes[at] ^= static_cast<std::byte>(1 << bit); };
        auto const bit = any(8), place = any(sectors), other = (place + 1 + any(sectors - 1)) % sectors;
        switch (trial % kinds) {
        case 0: flip(any(size), bit); break;
        case 1: flip(any(size), bit), flip(any(size), any(8)); break;
        case 2: // the same bit twice, some vectors apart
        case 3: {
            auto const step = trial % kinds == 2 ? 16u : 64u;
            auto const first = any(size - 40 * step);
            flip(first, bit), flip(first + (1 + any(40)) * step, bit);
            break;
        }
        case 4: // a line of the bus that always carries the same
            for (auto at = any(8); at < size; at += 8)
                bytes[at] = place % 2 != 0 ? bytes[at] | static_cast<std::byte>(1 << bit)
                                           : bytes[at] & static_cast<std::byte>(~(1 << bit));
            break;
        case 5:
            std::generate_n(bytes + any(size - 8), 1 + any(8), [&] { return static_cast<std::byte>(any(256)); });
            break;
        case 6: std::swap_ranges(bytes + place * sector, bytes + (place + 1) * sector, bytes + other * sector); break;
        case 7: std::copy_n(bytes + other * sector, sector, bytes + place * sector); break;
        case 8: std::fill_n(bytes + place * sector, sector, static_cast<std::byte>(other % 2 * 255)); break;
        case 9: {
            auto* const begin = bytes + place * sector;
            std::rotate(begin, begin + 1 + any(sector - 1), begin + sector);
            break;
        }
        case 10: std::swap_ranges(bytes + place * 16, bytes + (place + 1) * 16, bytes + other * 16); break;
        case 11: std::swap_ranges(bytes + place * 4, bytes + (place + 1) * 4, bytes + other * 4); break;
        }
        if (std::memcmp(bytes, bytes_of(whole), size) == 0)
            continue;
        ASSERT_NE(of(wide_sum::add_by_words, damaged), of(wide_sum::add_by_words, whole)) << "trial " << trial;
    }
}
