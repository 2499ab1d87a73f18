// Measures the time stamp counter against channel 2 of the interval timer. No BIOS keeps time with this channel: it
// drives the speaker, which is off during the measurement. Intel 8254 datasheet, "Mode 0: Interrupt on Terminal Count";
// IBM PC AT Technical Reference, "Speaker" (port 61h).
#include "stage2/machine/tsc_rate.hpp"

#include "include/x86/port.hpp"
#include "include/x86/random.hpp"

#include <algorithm>

namespace machine {

namespace {

constexpr std::uint16_t counter2 = 0x42;
constexpr std::uint16_t timer_control = 0x43;
constexpr std::uint16_t port_b = 0x61;

constexpr std::uint8_t gate2 = 1 << 0;   // channel 2 counts
constexpr std::uint8_t speaker = 1 << 1; // connects its output to the speaker
constexpr std::uint8_t output2 = 1 << 5; // the output of channel 2: high at the terminal count

constexpr std::uint8_t count_down_once = 0xB0; // channel 2, low byte then high byte, mode 0

constexpr std::uint32_t runs_per_second = 500;
constexpr std::uint32_t timer_hertz = 1'193'182;
constexpr std::uint32_t count = (timer_hertz + runs_per_second / 2) / runs_per_second;

constexpr std::uint64_t fastest = 20'000'000'000; // no processor is faster: such a run was interrupted

// One read of the port takes about a microsecond, and on no machine less than a tenth of one.
constexpr std::uint32_t most_looks = 40'000;

bool has_counted_down()
{
    return x86::in8(port_b) & output2;
}

// The TSC ticks of one run. 0 if the count does not end, or ended before its time.
std::uint32_t ticks_of_a_run()
{
    x86::out8(timer_control, count_down_once); // the output goes low
    x86::out8(counter2, count & 0xFF);
    x86::out8(counter2, count >> 8);
    auto const begin = x86::rdtsc_low();
    if (has_counted_down())
        return 0;
    for (std::uint32_t looks = 0; looks < most_looks; ++looks)
        if (has_counted_down())
            return x86::rdtsc_low() - begin;
    return 0;
}

} // namespace

std::uint64_t measure_tsc_rate()
{
    auto const before = x86::in8(port_b);
    x86::out8(port_b, static_cast<std::uint8_t>((before & ~speaker) | gate2));
    // An interruption, such as an SMI or a busy host, lengthens a run, so the shorter run is right.
    auto ticks = ticks_of_a_run();
    if (ticks != 0)
        ticks = std::min(ticks, ticks_of_a_run());
    x86::out8(port_b, before);
    return ticks <= fastest / runs_per_second ? std::uint64_t{ticks} * runs_per_second : 0;
}

} // namespace machine
