// SPDX-License-Identifier: BSD-2-Clause
// The clock of waits. Port 80h belongs to the diagnostic display of a PC; IBM PC AT Technical Reference, "I/O Address
// Map".
#include "stage2/machine/processors/waits.hpp"

#include "include/x86/cpu.hpp"
#include "include/x86/divide.hpp"
#include "include/x86/port.hpp"
#include "include/x86/tsc.hpp"
#include "stage2/machine/tsc_rate.hpp"

namespace waits {

namespace {

constexpr std::uint16_t diagnostic_port = 0x80;
constexpr std::uint32_t per_second = 1'000'000;
constexpr std::uint64_t fastest = 100'000'000'000; // a higher rate is a wrong report, and would make waits endless

} // namespace

Deadline::Deadline(std::uint32_t microseconds)
{
    auto const rate = tsc_rate::finish();
    by_counter_ = rate >= per_second && rate <= fastest;
    length_ = by_counter_ ? x86::divide(rate * microseconds, per_second) : microseconds;
    begin_ = by_counter_ ? x86::read_tsc() : 0;
}

bool Deadline::is_over()
{
    if (by_counter_) {
        x86::pause();
        return x86::read_tsc() - begin_ >= length_;
    }
    if (length_ == 0)
        return true;
    x86::out8(diagnostic_port, 0);
    --length_;
    return false;
}

void microseconds(std::uint32_t count)
{
    until([] { return false; }, count);
}

} // namespace waits
