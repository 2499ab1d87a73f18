// SPDX-License-Identifier: BSD-2-Clause
// Stage 1's sum of the core: what it is certain to find, and beside CRC-32 what it misses.
#include "include/core_sum.hpp"
#include "include/crc32.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace {

using Content = std::vector<std::byte>;

constexpr auto table = crc32::make_table();
constexpr std::size_t core_size = 56 << 10, sector = 512;

// `make test-full` asks for more.
int trials()
{
    auto const* const wanted = std::getenv("CORE_SUM_TRIALS");
    return wanted != nullptr ? std::atoi(wanted) : 50;
}

struct CoreSumTest : testing::Test {
    CoreSumTest()
    {
        for (auto& byte : core)
            byte = static_cast<std::byte>(random());
        std::fill(core.begin() + 20 * sector, core.begin() + 22 * sector, std::byte{}); // padding, as real cores have
    }

    std::size_t below(std::size_t end) { return random() % end; }
    std::uint32_t sum() const { return core_sum::of(core, start); }

    // How many of the damaged cores are taken for whole ones, by the sum and by CRC-32. `damage` changes the core; it is
    // mended afterwards. Damage that changes nothing does not count.
    struct Misses {
        int sum, crc;
    };
    Misses misses(std::function<void()> const& damage)
    {
        Misses misses{};
        auto const whole = core;
        auto const due = sum();
        auto const crc = crc32::of(core, 0, table);
        for (int trial = 0; trial < trials(); ++trial) {
            damage();
            if (core != whole) {
                misses.sum += sum() == due;
                misses.crc += crc32::of(core, 0, table) == crc;
            }
            core = whole;
        }
        return misses;
    }

    std::mt19937 random{42};
    Content core = Content(core_size);
    std::uint32_t start = 0x1357'9BDF;
};

TEST_F(CoreSumTest, StartsWhereExactlyTheseBytesLeadToTheEnd)
{
    EXPECT_EQ(core_sum::of(core, core_sum::start_for(core)), core_sum::end_value);
    EXPECT_EQ(core_sum::start_for({}), core_sum::end_value);
}

// Not likely, but certain: each step can be undone.
TEST_F(CoreSumTest, FindsEachChangeOfASingleDword)
{
    auto const due = sum();
    for (int trial = 0; trial < trials(); ++trial) {
        auto const at = below(core_size / 4) * 4;
        Content const whole(core.begin() + static_cast<std::ptrdiff_t>(at),
                            core.begin() + static_cast<std::ptrdiff_t>(at) + 4);
        Le32 const changed = static_cast<std::uint32_t>(random());
        std::memcpy(&core[at], &changed, sizeof changed);
        if (std::memcmp(&core[at], whole.data(), 4) != 0) {
            EXPECT_NE(sum(), due) << at;
        }
        std::copy(whole.begin(), whole.end(), core.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

TEST_F(CoreSumTest, MissesNoMoreThanCrc32)
{
    auto const sector_at = [&](std::size_t number) {
        return core.begin() + static_cast<std::ptrdiff_t>(number * sector);
    };
    std::pair<char const*, std::function<void()>> const kinds[]{
        {"a burst of up to 64 bytes",
         [&] {
             auto const size = 1 + below(64);
             for (auto at = below(core_size - size), end = at + size; at < end; ++at)
                 core[at] = static_cast<std::byte>(random());
         }},
        {"two bits, anywhere",
         [&] {
             for (int i = 0; i < 2; ++i)
                 core[below(core_size)] ^= std::byte{1} << below(8);
         }},
        {"the same bit of two dwords",
         [&] {
             auto const bit = std::byte{1} << below(8);
             auto const in_dword = below(4);
             for (int i = 0; i < 2; ++i)
                 core[below(core_size / 4) * 4 + in_dword] ^= bit;
         }},
        {"two sectors change places",
         [&] {
             auto const one = below(core_size / sector), other = below(core_size / sector);
             std::swap_ranges(sector_at(one), sector_at(one) + sector, sector_at(other));
         }},
        {"two neighbouring dwords change places",
         [&] {
             auto const at = static_cast<std::ptrdiff_t>(below(core_size / 4 - 1) * 4);
             std::swap_ranges(core.begin() + at, core.begin() + at + 4, core.begin() + at + 4);
         }},
        {"a sector of zeros", [&] { std::fill_n(sector_at(below(core_size / sector)), sector, std::byte{}); }},
        {"a sector twice",
         [&] {
             auto const from = below(core_size / sector), to = below(core_size / sector);
             std::copy_n(Content(sector_at(from), sector_at(from) + sector).begin(), sector, sector_at(to));
         }},
        {"a sector of another build",
         [&] {
             std::generate_n(sector_at(below(core_size / sector)), sector,
                             [&] { return static_cast<std::byte>(random()); });
         }},
        {"zeros from somewhere to the end",
         [&] { std::fill(sector_at(below(core_size / sector)), core.end(), std::byte{}); }},
        {"all of it a sector later",
         [&] {
             auto const at = below(core_size / sector - 1);
             std::copy_backward(sector_at(at), core.end() - sector, core.end());
         }},
    };
    for (auto const& [what, damage] : kinds) {
        auto const found = misses(damage);
        EXPECT_LE(found.sum, found.crc + trials() / 1'000'000) << what;
        std::printf("%s: of %d missed by the sum %d, by CRC-32 %d\n", what, trials(), found.sum, found.crc);
    }
}

} // namespace
