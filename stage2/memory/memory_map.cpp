// SPDX-License-Identifier: BSD-2-Clause
// The map of physical memory: inserting ranges, resolving overlaps, merging neighbours.
#include "stage2/memory/memory_map.hpp"
#include "include/code_size.hpp"

#include <algorithm>

namespace {

// If two statements about the same byte differ, the kind with the higher number wins.
constexpr int caution(MemoryKind kind)
{
    switch (kind) {
    case MemoryKind::usable: return 0;
    case MemoryKind::acpi_reclaimable: return 1;
    case MemoryKind::acpi_nvs: return 2;
    case MemoryKind::bad: return 3;
    case MemoryKind::framebuffer: return 5;
    default: return 4;
    }
}

// Kinds that firmware may report; all others, such as `loader` and `kernel`, become `reserved`.
constexpr MemoryKind known(MemoryKind kind)
{
    switch (kind) {
    case MemoryKind::usable:
    case MemoryKind::acpi_reclaimable:
    case MemoryKind::acpi_nvs:
    case MemoryKind::bad: return kind;
    default: return MemoryKind::reserved;
    }
}

// Usable, or usable until the loader took it for itself or the kernel.
constexpr bool is_ram(MemoryKind kind)
{
    return kind == MemoryKind::usable || (kind >= MemoryKind::loader && kind <= MemoryKind::module);
}

constexpr std::uint64_t scribbled_end = 64_KiB;

} // namespace

void MemoryMap::clear()
{
    count_ = 0;
    finished_ = false;
    dropped_ = 0;
    incomplete_ = false;
    trial_ = {};
}

void MemoryMap::add(std::uint64_t base, std::uint64_t length, MemoryKind kind)
{
    kind = known(kind);
    bool const wraps = length > ~base;
    if (kind == MemoryKind::usable && wraps)
        return;
    if (kind == MemoryKind::usable && incomplete_) {
        ++dropped_;
        return;
    }
    overlay(base, wraps ? end_ : std::min(base + length, end_), kind);
}

// Inserts [base, end) between the existing ranges, and over those of a less cautious kind.
void MemoryMap::overlay(std::uint64_t base, std::uint64_t end, MemoryKind kind)
{
    while (base < end) {
        auto const at = first_behind(base);
        bool const overlaps = at < count_ && ranges_[at].base <= base;
        auto const next_border = at == count_ ? end : overlaps ? end_of(ranges_[at]) : ranges_[at].base;
        auto const piece_end = std::min(end, next_border);
        if (!overlaps || caution(kind) > caution(ranges_[at].kind))
            replace(base, piece_end, kind);
        base = piece_end;
    }
    merge_neighbours();
}

void MemoryMap::finish(std::uint64_t low_end)
{
    add(0, scribbled_end, MemoryKind::reserved);
    add(low_end, legacy_area_end - low_end, MemoryKind::reserved);
    for (std::size_t at = 0; at < count_;) {
        auto& range = ranges_[at];
        if (range.kind == MemoryKind::usable) {
            auto const base = round_up(range.base, page);
            auto const end = round_down(end_of(range), page);
            range.length = base < end && base >= range.base ? end - base : 0;
            range.base = base;
        }
        if (range.length == 0)
            erase(at);
        else
            ++at;
    }
    finished_ = true;
}

bool MemoryMap::has_room() const
{
    constexpr std::size_t most_needed = 2; // one new range, and one that it splits in two
    return count_ + most_needed <= (finished_ ? capacity : firmware_capacity);
}

Result<void> MemoryMap::replace_if_room(std::uint32_t base, std::uint32_t end, MemoryKind kind)
{
    if (!has_room())
        return fail(errors::Code::memory_map_full, {count_});
    replace(base, end, kind);
    merge_neighbours();
    return {};
}

bool MemoryMap::declare_device(PhysAddr base, std::uint64_t size, MemoryKind kind)
{
    auto const end = base.value + size;
    for (auto const& range : ranges())
        if (range.base < end && end_of(range) > base.value && range.kind != MemoryKind::reserved)
            return false;
    if (!has_room())
        return false;
    overlay(base.value, end, kind);
    return true;
}

std::uint64_t MemoryMap::usable_bytes() const
{
    std::uint64_t bytes = 0;
    for (auto const& range : ranges())
        bytes += range.kind == MemoryKind::usable ? range.length : 0;
    return bytes;
}

std::size_t MemoryMap::usable_ranges() const
{
    return static_cast<std::size_t>(std::count_if(
        ranges().begin(), ranges().end(), [](MemoryRange const& range) { return range.kind == MemoryKind::usable; }));
}

bool MemoryMap::is_memory(PhysAddr address) const
{
    auto const at = first_behind(address.value);
    return at < count_ && ranges_[at].base <= address.value && is_ram(ranges_[at].kind);
}

OUT_OF_LINE std::size_t MemoryMap::first_behind(std::uint64_t address) const
{
    std::size_t at = 0;
    while (at < count_ && end_of(ranges_[at]) <= address)
        ++at;
    return at;
}

// Makes [base, end), which lies inside one range or in a hole, a range of its own. If the table is full, the lost range
// becomes a hole, which is memory that stays unused.
void MemoryMap::replace(std::uint64_t base, std::uint64_t end, MemoryKind kind)
{
    auto at = first_behind(base);
    if (at < count_ && ranges_[at].base <= base) {
        auto const left = base - ranges_[at].base;
        MemoryRange const right{end, end_of(ranges_[at]) - end, ranges_[at].kind, 0};
        ranges_[at].length = left;
        if (left == 0)
            erase(at);
        else
            ++at;
        if (right.length != 0)
            insert(at, right);
    }
    insert(at, {base, end - base, kind, 0});
}

void MemoryMap::insert(std::size_t at, MemoryRange const& range)
{
    if (count_ == (finished_ ? capacity : firmware_capacity)) {
        ++dropped_;
        incomplete_ = incomplete_ || range.kind != MemoryKind::usable;
        return;
    }
    std::move_backward(ranges_.begin() + at, ranges_.begin() + count_, ranges_.begin() + count_ + 1);
    ranges_[at] = range;
    ++count_;
}

void MemoryMap::erase(std::size_t at)
{
    std::move(ranges_.begin() + at + 1, ranges_.begin() + count_, ranges_.begin() + at);
    --count_;
}

void MemoryMap::merge_neighbours()
{
    for (std::size_t at = 1; at < count_;) {
        auto& before = ranges_[at - 1];
        if (before.kind == ranges_[at].kind && end_of(before) == ranges_[at].base) {
            before.length += ranges_[at].length;
            erase(at);
        } else {
            ++at;
        }
    }
}
