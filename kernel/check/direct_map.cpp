// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the direct map, page by page: boot_info.hpp, direct_map_base.

#include "kernel/check/check.hpp"

#include "kernel/memory/memory_ranges.hpp"
#include "kernel/notes/wishes.hpp"

#include <algorithm>

namespace check {
namespace {

using farjump::MemoryRange;
using memory_ranges::end_of;
using memory_ranges::is_mapped;
using page_walk::Entry;

constexpr std::uint64_t promised_base = 0xFFFF'8000'0000'0000;

// False for frames of the kernel's read-only segments, if the kernel asked for a read-only direct map of them.
bool is_writable(Evidence const& evidence, std::uint64_t physical)
{
    auto const& info = evidence.info;
    auto const offset = physical - info.kernel_physical;
    if ((wishes.flags & farjump::wish_read_only_direct_map) == 0 || offset >= info.kernel_size)
        return true;
    auto const page = evidence.tables.page_at({info.kernel_virtual + offset});
    return !page || page->rights.writable;
}

// The first physical address in [begin, end) that the direct map does not contain, or maps with wrong rights.
std::optional<std::uint64_t> first_missing(Evidence const& evidence, std::uint64_t begin, std::uint64_t end)
{
    for (auto physical = round_down(begin, page_size); physical < end;) {
        auto const address = evidence.memory.virtual_of({physical});
        auto const page = evidence.tables.page_at(address);
        if (!page || page->target() + (address - page->address) != PhysAddr{physical} ||
            page->rights.writable != is_writable(evidence, physical) ||
            (evidence.info.no_execute && page->rights.executable))
            return physical;
        physical += page->end() - address;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> first_missing_of_map(Evidence const& evidence)
{
    for (auto const& range : evidence.ranges)
        if (is_mapped(range.kind))
            if (auto const missing = first_missing(evidence, range.base, end_of(range)))
                return missing;
    return std::nullopt;
}

// A page of the direct map whose memory is reserved, bad or missing in the memory map. The first MiB is always mapped
// whole.
bool shows_too_much(Entry const& entry, Evidence const& evidence)
{
    if (!entry.leaf() || !evidence.memory.contains(entry.address))
        return false;
    auto const begin = std::max(entry.target().value, 1_MiB);
    return !memory_ranges::covered(evidence.ranges, begin, entry.target().value + entry.size(), is_mapped, true);
}

std::uint64_t end_of_mapped(std::span<MemoryRange const> ranges)
{
    std::uint64_t end = 1_MiB;
    for (auto const& range : ranges)
        if (is_mapped(range.kind))
            end = std::max(end, round_up(end_of(range), page_size));
    return end;
}

} // namespace

void direct_map(Report& report, Evidence const& evidence)
{
    auto const& info = evidence.info;
    report.equal("the direct map starts with the upper half", info.direct_map_base, promised_base);
    report.equal("the direct map ends with the highest range in it", info.direct_map_length,
                 end_of_mapped(evidence.ranges));
    report.none("the direct map shows the first MiB, writable and not executable", first_missing(evidence, 0, 1_MiB));
    report.none("the direct map shows all but reserved and bad ranges, with the same rights",
                first_missing_of_map(evidence));
    report.none("the direct map shows nothing else",
                evidence.tables.first([&](Entry const& entry) { return shows_too_much(entry, evidence); }));
}

} // namespace check
