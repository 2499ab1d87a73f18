// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the memory map itself: boot_info.hpp, memory_map.

#include "kernel/check/check.hpp"

#include "kernel/memory/memory_ranges.hpp"

namespace check {
namespace {

using farjump::MemoryKind;
using farjump::MemoryRange;
using memory_ranges::covered_by;
using memory_ranges::end_of;

bool known(MemoryKind kind)
{
    switch (kind) {
    case MemoryKind::usable:
    case MemoryKind::reserved:
    case MemoryKind::acpi_reclaimable:
    case MemoryKind::acpi_nvs:
    case MemoryKind::bad:
    case MemoryKind::loader:
    case MemoryKind::kernel:
    case MemoryKind::module:
    case MemoryKind::framebuffer: return true;
    }
    return false;
}

bool page_aligned(MemoryRange const& range)
{
    return (range.base | range.length) % page_size == 0;
}

// Memory that the kernel may use, now or once it no longer needs the loader's data.
bool free_sometime(MemoryKind kind)
{
    return kind == MemoryKind::usable || kind == MemoryKind::loader;
}

bool meets(MemoryRange const& range, std::uint64_t begin, std::uint64_t end)
{
    return range.base < end && end_of(range) > begin;
}

// The base of the first range for which `wrong` is true.
template <typename Predicate>
std::optional<std::uint64_t> first(std::span<MemoryRange const> ranges, Predicate wrong)
{
    for (auto const& range : ranges)
        if (wrong(range))
            return range.base;
    return std::nullopt;
}

std::optional<std::uint64_t> first_out_of_order(std::span<MemoryRange const> ranges)
{
    for (std::size_t i = 1; i < ranges.size(); ++i)
        if (ranges[i].base < end_of(ranges[i - 1]))
            return ranges[i].base;
    return std::nullopt;
}

} // namespace

void memory_map(Report& report, Evidence const& evidence)
{
    auto const& ranges = evidence.ranges;
    report.promise("the memory map has ranges", !ranges.empty());
    report.none("no range is empty, and none ends beyond 64 bits",
                first(ranges, [](auto const& range) { return range.length == 0 || end_of(range) < range.base; }));
    report.none("ranges are sorted and do not overlap", first_out_of_order(ranges));
    report.none("every kind is one of boot_info.hpp",
                first(ranges, [](auto const& range) { return !known(range.kind); }));
    report.none("padding is 0", first(ranges, [](auto const& range) { return range.padding != 0; }));
    report.none("usable and loader ranges consist of whole pages",
                first(ranges, [](auto const& range) { return free_sometime(range.kind) && !page_aligned(range); }));
    report.none("page 0 is not usable", first(ranges, [](auto const& range) {
                    return free_sometime(range.kind) && meets(range, 0, page_size);
                }));
    report.none("A0000h to FFFFFh, video memory and ROMs, are not usable", first(ranges, [](auto const& range) {
                    return free_sometime(range.kind) && meets(range, 0xA0000, 1_MiB);
                }));

    auto const kernel = evidence.info.kernel_physical;
    report.promise("the kernel lies in ranges of kind kernel",
                   covered_by(ranges, kernel, kernel + evidence.info.kernel_size, MemoryKind::kernel));
    report.promise("some memory is usable",
                   first(ranges, [](auto const& range) { return range.kind == MemoryKind::usable; }).has_value());
}

} // namespace check
