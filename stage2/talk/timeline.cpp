// SPDX-License-Identifier: BSD-2-Clause
// The boot's timeline, in stage 2's own memory until the kernel gets a copy.
#include "stage2/talk/timeline.hpp"

#include "include/x86/tsc.hpp"

#include <algorithm>

namespace timeline {

namespace {

Marks all;
std::uint32_t count;

} // namespace

void begin()
{
    count = 0;
    mark("starting stage 2");
}

void mark(std::string_view step)
{
    if (count == most_marks || !x86::has_cpuid() || !x86::has_tsc())
        return;
    auto& mark = all[count++];
    mark = {.tsc = x86::read_tsc(), .step = {}};
    std::copy_n(step.data(), std::min(step.size(), sizeof mark.step - 1), mark.step);
}

std::span<farjump::TimelineMark const> marks()
{
    return {all.data(), count};
}

} // namespace timeline
