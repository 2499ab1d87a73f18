// SPDX-License-Identifier: BSD-2-Clause
// Runs the topics of the self-check in order, and prints and counts the results. boot_info.hpp, docs/boot-info.md.

#include "kernel/check/check.hpp"

#include "include/x86/control.hpp"
#include "kernel/console/console.hpp"

namespace check {
namespace {

using console::Line;

Line verdict(bool kept, std::string_view words)
{
    Line line;
    line << (kept ? "  kept    " : "  BROKEN  ") << words;
    return line;
}

} // namespace

void Report::promise(std::string_view words, bool kept)
{
    ++(kept ? kept_ : broken_);
    console::print(verdict(kept, words));
}

void Report::equal(std::string_view words, std::uint64_t found, std::uint64_t expected)
{
    if (found == expected)
        return promise(words, true);
    ++broken_;
    auto line = verdict(false, words);
    line << ": found ";
    line.hex(found) << "h, not ";
    line.hex(expected) << 'h';
    console::print(line);
}

void Report::none(std::string_view words, std::optional<std::uint64_t> offender)
{
    if (!offender)
        return promise(words, true);
    ++broken_;
    auto line = verdict(false, words);
    line << ": found ";
    line.hex(*offender) << 'h';
    console::print(line);
}

Report every_promise(farjump::BootInfo const& info)
{
    DirectMap const memory{info.direct_map_base, info.direct_map_length};
    PhysAddr const root{x86::read_cr3() & page_walk::address_bits};
    int const levels = has(x86::read_cr4(), x86::Cr4::five_levels) ? 5 : 4;
    Evidence const evidence{.info = info,
                            .entry = entry_state,
                            .memory = memory,
                            .tables = {root, levels, memory},
                            .ranges = {info.memory_map.get(), info.memory_map_count}};
    Report report;
    processor(report, evidence);
    auto const broken_before_memory = report.broken();
    memory_map(report, evidence);
    page_tables(report, evidence);
    paging(report, evidence);
    boot_info(report, evidence);
    firmware(report, evidence);
    boot_disk(report, evidence);
    clock(report, evidence);
    seed(report, evidence);
    traces(report, evidence);
    processor_report(report, evidence);
    history(report, evidence);
    direct_map(report, evidence);
    stack(report, evidence);
    fault_report(report, evidence);
    kernel_image(report, evidence);
    placement(report, evidence);
    usable_memory(report, evidence, report.broken() == broken_before_memory);
    modules(report, evidence);
    screen(report, evidence);
    processors(report, evidence);
    boot_state(report, evidence);
    faults(report, evidence);
    return report;
}

} // namespace check
