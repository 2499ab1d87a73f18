// SPDX-License-Identifier: BSD-2-Clause
// Tests the collection of random numbers: the pool that mixes them, and generators that work, that fail at times, and
// that are broken.
#include "stage2/machine/entropy.hpp"

#include "stage2/machine/entropy_pool.hpp"
#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <set>

namespace {

// RFC 8439, 2.3.2 "Test Vector for the ChaCha20 Block Function": the state after 20 rounds.
TEST(EntropyPool, PermutesAsChaCha20Does)
{
    EntropyPool::State state{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, 0x03020100, 0x07060504,
                             0x0b0a0908, 0x0f0e0d0c, 0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c,
                             0x00000001, 0x09000000, 0x4a000000, 0x00000000};
    EntropyPool::permute(state);
    EXPECT_EQ(state, (EntropyPool::State{0x837778ab, 0xe238d763, 0xa67ae21e, 0x5950bb2f, 0xc4f2d0c7, 0xfc62bb2f,
                                         0x8fa018fc, 0x3f5ec7b7, 0x335271c2, 0xf29489f3, 0xeabda8fc, 0x82e46ebd,
                                         0xd19c12b4, 0xb04e16de, 0x9e83d0cb, 0x4e3c50a2}));
}

TEST(EntropyPool, GivesOtherWordsForEveryOtherInputAndEveryTime)
{
    std::set<EntropyPool::Words> seen;
    for (std::uint32_t bit = 0; bit < 32; ++bit) {
        EntropyPool pool;
        for (int i = 0; i < 20; ++i)
            pool.add(i == 11 ? 1u << bit : 0);
        seen.insert(pool.take());
        seen.insert(pool.take());
    }
    EntropyPool zeros;
    EntropyPool empty;
    zeros.add(0);
    seen.insert(zeros.take());
    seen.insert(empty.take());
    EXPECT_EQ(seen.size(), 66u);
}

struct EntropyTest : testing::Test {
    EntropyTest()
    {
        machine.ports[0x40].read = [this] { return static_cast<std::uint8_t>(timer += timer_step); };
    }

    FakeMachine machine;
    std::uint32_t timer = 0;
    std::uint32_t timer_step = 7;
    std::uint32_t number = 1;
};

TEST_F(EntropyTest, AsksOnlyGeneratorsThatCpuidNames)
{
    machine.rdseed = [] -> std::optional<std::uint32_t> { throw std::logic_error("#UD"); };
    machine.rdrand = machine.rdseed;
    auto const entropy = machine::gather_entropy({});
    EXPECT_FALSE(entropy.rdseed);
    EXPECT_FALSE(entropy.rdrand);
    EXPECT_TRUE(entropy.jitter);
}

TEST_F(EntropyTest, TakesFewerSamplesBesideAGenerator)
{
    auto const samples = [&](machine::RandomInstructions const& instructions) {
        machine.port_writes.clear();
        EXPECT_TRUE(machine::gather_entropy(instructions).jitter);
        return machine.written_to(0x43).size();
    };
    EXPECT_EQ(samples({}), 128u);
    machine.rdrand = [&] { return std::optional{number++}; };
    EXPECT_EQ(samples({.rdrand = true}), 32u);
    machine.rdrand = [] { return std::optional{~0u}; }; // no source at all
    EXPECT_EQ(samples({.rdrand = true}), 128u);
}

TEST_F(EntropyTest, IsOtherWhenOneSourceIsOther)
{
    machine.rdseed = [this] { return std::optional{number *= 0x9E3779B1}; };
    auto const boot = [&](std::uint32_t start, std::uint32_t step) {
        number = start;
        timer = 0;
        timer_step = step;
        FakeMachine::now().time_stamp = [] { return 5; };
        return machine::gather_entropy({.rdseed = true});
    };
    auto const first = boot(1, 7);
    EXPECT_TRUE(first.rdseed);
    EXPECT_EQ(first.words, boot(1, 7).words); // the same chance twice: the test's machine is no machine
    EXPECT_NE(first.words, boot(3, 7).words);
    EXPECT_NE(first.words, boot(1, 9).words);
    EXPECT_NE(first.words, first.placement);
}

TEST_F(EntropyTest, WaitsForAGeneratorThatStutters)
{
    int asked = 0;
    machine.rdrand = [&]() -> std::optional<std::uint32_t> {
        if (++asked % 50 != 0)
            return std::nullopt;
        return number *= 0x9E3779B1;
    };
    EXPECT_TRUE(machine::gather_entropy({.rdrand = true}).rdrand);
}

TEST_F(EntropyTest, GivesUpOnASilentGenerator)
{
    int asked = 0;
    machine.rdseed = [&]() -> std::optional<std::uint32_t> { return ++asked, std::nullopt; };
    EXPECT_FALSE(machine::gather_entropy({.rdseed = true}).rdseed);
    EXPECT_EQ(asked, 100);
}

TEST_F(EntropyTest, DoesNotCountAGeneratorThatAlwaysSaysTheSame)
{
    machine.rdseed = [] { return std::optional{0u}; };
    machine.rdrand = [] { return std::optional{0xFFFF'FFFFu}; };
    timer_step = 0;
    auto const entropy = machine::gather_entropy({.rdseed = true, .rdrand = true});
    EXPECT_FALSE(entropy.rdseed || entropy.rdrand || entropy.jitter);
}

} // namespace
