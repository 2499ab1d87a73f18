// SPDX-License-Identifier: BSD-2-Clause
// Compares the time stamp counter with channel 2 of the interval timer. No BIOS keeps time with this channel: it drives
// the speaker, which is disconnected meanwhile. Intel 8254 datasheet, "Mode 0: Interrupt on Terminal Count", "Counter
// Latch Command"; IBM PC AT Technical Reference, "Speaker" (port 61h).
#include "stage2/machine/tsc_rate.hpp"

#include "include/x86/cpu.hpp"
#include "include/x86/divide.hpp"
#include "include/x86/port.hpp"
#include "include/x86/random.hpp"

namespace tsc_rate {

namespace {

constexpr std::uint16_t counter2 = 0x42;
constexpr std::uint16_t timer_control = 0x43;
constexpr std::uint16_t port_b = 0x61;

constexpr std::uint8_t gate2 = 1 << 0;   // channel 2 counts
constexpr std::uint8_t speaker = 1 << 1; // connects its output to the speaker
constexpr std::uint8_t output2 = 1 << 5; // the output of channel 2: high at the terminal count

constexpr std::uint8_t written = 0x0F; // the bits that can be written

constexpr std::uint8_t count_down_once = 0xB0; // channel 2, low byte then high byte, mode 0
constexpr std::uint8_t latch = 0x80;           // keeps the count of channel 2 for the next two reads

constexpr std::uint32_t timer_hertz = 1'193'182;
constexpr std::uint64_t fastest = 20'000'000'000; // no processor is faster: such a measurement was interrupted

// A change of the timer's count.
struct Moment {
    std::uint16_t count;     // the timer's, after the change
    std::uint32_t ticks;     // the time stamp counter's lower half when the change was seen
    std::uint32_t uncertain; // the change took place at most so many ticks before
};

std::uint8_t port_before;
Moment first;
std::uint64_t rate; // 0: not measured yet
bool is_told;       // by the processor: the timer is not used
bool running;       // a measurement has begun, and is not finished

std::uint16_t latched()
{
    x86::out8(timer_control, latch);
    auto const low = x86::in8(counter2);
    return static_cast<std::uint16_t>(low | x86::in8(counter2) << 8);
}

// Waits until the count changes, which is less than a microsecond away. False if it does not change.
bool take(Moment& moment)
{
    constexpr int most_looks = 1000;
    auto const before = latched();
    auto earliest = x86::rdtsc_low();
    for (int looks = 0; looks < most_looks; ++looks) {
        auto const count = latched();
        auto const latest = x86::rdtsc_low();
        if (count != before) {
            moment = {count, latest, latest - earliest};
            return true;
        }
        earliest = latest;
    }
    return false;
}

enum class Outcome { measured, too_early, failed };

Outcome measure()
{
    Moment now{};
    if (!take(now) || (x86::in8(port_b) & output2) != 0)
        return Outcome::failed;
    std::uint32_t const counts = static_cast<std::uint16_t>(first.count - now.count);
    auto const ticks = now.ticks - first.ticks;
    if (counts == 0 || (first.uncertain + now.uncertain) > ticks >> 9)
        return Outcome::too_early;
    auto const measured = x86::divide(std::uint64_t{ticks} * timer_hertz, counts);
    if (measured > fastest)
        return Outcome::failed;
    rate = measured;
    return Outcome::measured;
}

// The rate according to the processor; 0 if it does not say. Intel SDM Vol. 2, "CPUID", leaf 15h.
std::uint64_t told(requirements::Processor const& processor)
{
    constexpr std::uint32_t crystal_leaf = 0x15;
    if (processor.identity.eax < crystal_leaf)
        return 0;
    auto const [denominator, numerator, crystal_hertz, unused] = x86::cpuid(crystal_leaf);
    return denominator != 0 ? x86::divide(std::uint64_t{crystal_hertz} * numerator, denominator) : 0;
}

bool begin()
{
    x86::out8(timer_control, count_down_once); // the output goes low
    x86::out8(counter2, 0xFF);
    x86::out8(counter2, 0xFF);
    return take(first);
}

} // namespace

void start(requirements::Processor const& processor)
{
    rate = told(processor);
    is_told = rate != 0;
    if (is_told)
        return;
    port_before = x86::in8(port_b);
    x86::out8(port_b, static_cast<std::uint8_t>((port_before & written & ~speaker) | gate2));
    running = begin();
}

void look()
{
    if (!running || rate != 0)
        return;
    if (measure() == Outcome::failed)
        running = begin();
}

std::uint64_t finish()
{
    constexpr int most_looks = 20'000; // a look takes 2 microseconds on a PC
    if (is_told)
        return rate;
    look();
    for (int looks = 0; looks < most_looks && running && rate == 0; ++looks)
        if (measure() == Outcome::failed)
            break;
    x86::out8(port_b, port_before & written);
    running = false;
    return rate;
}

} // namespace tsc_rate
