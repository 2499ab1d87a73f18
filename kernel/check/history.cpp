// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the loader's log and the timeline of the boot: boot_info.hpp, LoaderLog and Timeline.

#include "kernel/check/check.hpp"

#include "include/x86/tsc.hpp"
#include "kernel/lines.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace check {
namespace {

using farjump::LoaderLog;
using farjump::Timeline;
using farjump::TimelineMark;

using Marks = std::span<TimelineMark const>;

constexpr std::string_view before_steps = "starting stage 2";
constexpr std::string_view after_steps = "entering the kernel";

constexpr std::string_view step_prefix = "stage2: ";

// The start of a step's line in the log.
bool is_told(std::string_view log, std::string_view step)
{
    while (!log.empty())
        if (auto line = take_line(log); line.starts_with(step_prefix)) {
            line.remove_prefix(step_prefix.size());
            if (line.starts_with(step))
                return true;
        }
    return false;
}

bool all_told(std::string_view log, Marks steps)
{
    return std::ranges::all_of(steps, [=](TimelineMark const& mark) { return is_told(log, mark.step); });
}

bool begins_with_version_and_step(std::string_view text)
{
    return take_line(text).empty() && take_line(text).starts_with("farjump ") &&
           take_line(text).starts_with("stage2: identifying the processor");
}

// The log's last line, and whether lines were left out.
struct Ending {
    std::string_view last_line;
    bool has_gap = false;
};

Ending ending_of(std::string_view text)
{
    Ending ending;
    while (!text.empty()) {
        ending.last_line = take_line(text);
        ending.has_gap = ending.has_gap || ending.last_line == "[...]";
    }
    return ending;
}

void log(Report& report, Evidence const& evidence, LoaderLog const& told)
{
    auto const size = string_size(evidence, told.text.address);
    report.equal("the loader's log lies there too, and ends in NUL behind `size` bytes", size, told.size + 1ull);
    std::string_view const text = size != 0 ? told.text.get() : "";
    auto const ending = ending_of(text);
    report.promise("it begins with the loader's version and its first step", begins_with_version_and_step(text));
    report.promise("it ends with the loader's last step, done",
                   text.ends_with('\n') && ending.last_line.starts_with("stage2: describing the machine        ok   "));
    report.promise("it is marked where it was cut", told.cut <= 1 && ending.has_gap == (told.cut == 1));
}

bool all_named(Marks marks)
{
    return std::ranges::all_of(marks, [](TimelineMark const& mark) {
        return mark.step[0] != '\0' && std::ranges::find(mark.step, '\0') != std::end(mark.step);
    });
}

void timeline(Report& report, Evidence const& evidence, Timeline const& told, LoaderLog const& log)
{
    bool const counted = x86::has_tsc();
    report.promise(
        "the timeline lies there too, if there is a time stamp counter",
        counted ? lies_in(evidence, told.marks.address, told.count * sizeof(TimelineMark), farjump::MemoryKind::loader)
                : told.count == 0);
    if (!counted || told.count < 2)
        return report.promise("the timeline has marks for begin and end", !counted);
    Marks const marks{told.marks.get(), told.count};
    report.promise("each of its marks has a name that ends in NUL", all_named(marks));
    report.promise("it begins when the loader began and ends before the kernel",
                   marks.front().step == before_steps && marks.back().step == after_steps);
    report.promise("its time goes forward, up to now",
                   std::ranges::is_sorted(marks, {}, &TimelineMark::tsc) && marks.back().tsc < x86::read_tsc());
    auto const steps = marks.subspan(1, marks.size() - 2);
    report.promise("it has a mark for each step in the log, and the log a line for each step",
                   steps.size() >= 8 && (log.cut == 1 || all_told(log.text.get(), steps)));
    constexpr std::uint64_t slowest = 10'000'000;
    constexpr std::uint64_t fastest = 20'000'000'000;
    report.promise("ticks_per_second is a rate that a processor can have, or unknown and 0",
                   told.ticks_per_second == 0 ||
                       (told.ticks_per_second >= slowest && told.ticks_per_second <= fastest));
}

} // namespace

void history(Report& report, Evidence const& evidence)
{
    log(report, evidence, evidence.info.log);
    timeline(report, evidence, evidence.info.timeline, evidence.info.log);
}

} // namespace check
