// SPDX-License-Identifier: BSD-2-Clause
// Prints the loader's log, and how long each step of the boot took.

#include "kernel/commands/history.hpp"

#include "kernel/console/console.hpp"
#include "kernel/lines.hpp"

#include <span>
#include <string_view>

namespace {

using console::Line;
using farjump::TimelineMark;

void add_milliseconds(Line& line, std::uint64_t ticks, std::uint64_t ticks_per_second)
{
    auto const seconds = ticks / ticks_per_second;
    auto const microseconds = seconds * 1'000'000 + ticks % ticks_per_second * 1'000'000 / ticks_per_second;
    auto const thousandths = microseconds % 1000;
    line.decimal(microseconds / 1000) << '.';
    line << (thousandths < 100 ? "0" : "") << (thousandths < 10 ? "0" : "");
    line.decimal(thousandths) << " ms";
}

// "      12.345 ms  reading the disk"; in ticks if the rate is unknown.
void print_step(std::uint64_t ticks, std::uint64_t ticks_per_second, std::string_view words)
{
    constexpr std::size_t width = 16;
    Line number;
    if (ticks_per_second == 0)
        number.decimal(ticks) << " ticks";
    else
        add_milliseconds(number, ticks, ticks_per_second);
    Line line;
    for (auto padding = number.view().size(); padding < width; ++padding)
        line << ' ';
    line << number.view() << "  " << words;
    console::print(line);
}

} // namespace

void print_timeline(farjump::BootInfo const& info)
{
    auto const& timeline = info.timeline;
    std::span<TimelineMark const> const marks{timeline.marks.get(), timeline.count};
    if (marks.empty())
        return console::print("kernel: no timeline: this processor has no time stamp counter");
    Line line;
    line << "kernel: the boot in ";
    line.decimal(marks.size()) << " steps, by a counter of ";
    line.decimal(timeline.ticks_per_second / 1'000'000) << " MHz";
    console::print(line);
    print_step(marks.front().tsc, timeline.ticks_per_second, "before, since the counter was 0");
    for (std::size_t i = 0; i + 1 < marks.size(); ++i)
        print_step(marks[i + 1].tsc - marks[i].tsc, timeline.ticks_per_second, marks[i].step);
    print_step(marks.back().tsc - marks.front().tsc, timeline.ticks_per_second, "all of it");
}

void print_log(farjump::BootInfo const& info)
{
    std::string_view log{info.log.text.get(), info.log.size};
    while (!log.empty())
        console::print(take_line(log));
}
