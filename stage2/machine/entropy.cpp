// SPDX-License-Identifier: BSD-2-Clause
// Entropy from the processor's random number generators and from the jitter between two clocks.
// Intel, "Digital Random Number Generator (DRNG) Software Implementation Guide", 5.2 "RDRAND" and 5.3 "RDSEED";
// Intel 8254 datasheet, "Counter Latch Command".
#include "stage2/machine/entropy.hpp"

#include "include/x86/port.hpp"
#include "include/x86/random.hpp"
#include "stage2/machine/entropy_pool.hpp"

#include <bit>
#include <optional>

namespace machine {

namespace {

// Adds eight words from a generator. Some generators report success but return the same number each time (AMD's family
// 17h with its first firmware: all ones; family 1Ah: zero), so only a generator whose output changes counts as a
// source.
bool add_generator(EntropyPool& pool, std::optional<std::uint32_t> (*generator)())
{
    constexpr int words = 8;
    constexpr int tries = 100; // Intel: ten are enough for RDRAND; RDSEED may be slower to fill up
    int changes = 0;
    std::optional<std::uint32_t> last;
    for (int i = 0; i < words; ++i) {
        std::optional<std::uint32_t> word;
        for (int attempt = 0; attempt < tries && !word; ++attempt)
            word = generator();
        if (!word)
            break; // after so many failures it will not recover
        pool.add(*word);
        changes += last && *last != *word;
        last = word;
    }
    return changes >= words / 2;
}

constexpr int samples_alone = 128;
constexpr int samples_beside_generator = 32; // in case that the generator is predictable

// Reads the time stamp counter at moments that depend on the port's bus and the timer's clock, which are not
// synchronous to it, so that its low bits are noise. Only these few bits of a sample are noise, so four samples, each
// rotated away from the next one, make one word for the pool. A sample takes three microseconds. True if the timer runs.
bool add_jitter(EntropyPool& pool, int samples)
{
    constexpr std::uint16_t command = 0x43, counter0 = 0x40;
    constexpr std::uint8_t latch_counter0 = 0;
    constexpr int samples_per_word = 4;
    std::uint32_t first = 0;
    std::uint32_t word = 0;
    bool running = false;
    for (int i = 0; i < samples; ++i) {
        x86::out8(command, latch_counter0);
        std::uint32_t count = x86::in8(counter0);
        count |= std::uint32_t{x86::in8(counter0)} << 8;
        word = std::rotl(word, 8) ^ x86::rdtsc_low() ^ count << 16;
        if (i % samples_per_word == samples_per_word - 1)
            pool.add(word);
        if (i == 0)
            first = count;
        running |= count != first;
    }
    return running;
}

} // namespace

Entropy gather_entropy(RandomInstructions const& instructions)
{
    EntropyPool pool;
    Entropy entropy{};
    entropy.rdseed = instructions.rdseed && add_generator(pool, x86::rdseed);
    entropy.rdrand = instructions.rdrand && add_generator(pool, x86::rdrand);
    entropy.jitter = instructions.rdtsc &&
                     add_jitter(pool, entropy.rdseed || entropy.rdrand ? samples_beside_generator : samples_alone);
    entropy.words = pool.take();
    entropy.placement = pool.take();
    return entropy;
}

} // namespace machine
