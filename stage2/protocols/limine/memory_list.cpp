// SPDX-License-Identifier: BSD-2-Clause
// Converts the memory map, and splits reserved ranges around the firmware's tables.
#include "stage2/protocols/limine/memory_list.hpp"

#include <algorithm>

namespace limine {

namespace {

constexpr std::uint64_t first_page_end = page_size;
constexpr std::uint64_t low_end = 64_KiB;

Kind kind_of(MemoryKind kind)
{
    switch (kind) {
    case MemoryKind::usable: return Kind::usable;
    case MemoryKind::acpi_reclaimable: return Kind::acpi_reclaimable;
    case MemoryKind::acpi_nvs: return Kind::acpi_nvs;
    case MemoryKind::bad: return Kind::bad;
    case MemoryKind::kernel:
    case MemoryKind::module: return Kind::executable_and_modules;
    case MemoryKind::loader: return Kind::loader;
    case MemoryKind::framebuffer: return Kind::framebuffer;
    default: return Kind::reserved;
    }
}

} // namespace

void MemoryList::assign(std::span<MemoryRange const> map)
{
    count_ = 0;
    for (auto const& range : map) {
        MemoryEntry entry{range.base, range.length, kind_of(range.kind)};
        if (entry.base == 0 && entry.kind == Kind::reserved && entry.end() >= low_end) {
            insert(count_, {0, first_page_end, Kind::reserved});
            insert(count_, {first_page_end, low_end - first_page_end, Kind::loader});
            entry = {low_end, entry.length - low_end, Kind::reserved};
        }
        if (entry.length == 0)
            continue;
        bool const continues = count_ != 0 && entry.kind == Kind::loader && entries_[count_ - 1].kind == Kind::loader &&
                               entries_[count_ - 1].end() == entry.base;
        if (continues)
            entries_[count_ - 1].length += entry.length;
        else
            insert(count_, entry);
    }
}

void MemoryList::insert(std::size_t at, MemoryEntry const& entry)
{
    auto const begin = entries_.begin();
    std::move_backward(begin + at, begin + count_, begin + count_ + 1);
    entries_[at] = entry;
    ++count_;
}

void MemoryList::declare_table(std::uint64_t base, std::uint64_t length)
{
    if (length == 0 || base + length < base || base + length > ~std::uint64_t{0} - page_size)
        return;
    auto const end = round_up(base + length, page_size);
    for (base = round_down(base, page_size); base < end;) {
        std::size_t at = 0;
        while (at < count_ && entries_[at].end() <= base)
            ++at;
        bool const is_inside = at < count_ && entries_[at].base <= base;
        auto const border = at == count_ ? end : is_inside ? entries_[at].end() : entries_[at].base;
        auto const piece_end = std::min(end, border);
        if ((!is_inside || entries_[at].kind == Kind::reserved) && count_ + 2 <= capacity)
            declare_piece(base, piece_end);
        base = piece_end;
    }
}

// [base, end) lies within one reserved entry or in a hole.
void MemoryList::declare_piece(std::uint64_t base, std::uint64_t end)
{
    std::size_t at = 0;
    while (at < count_ && entries_[at].end() <= base)
        ++at;
    if (at < count_ && entries_[at].base <= base) {
        auto const old = entries_[at];
        entries_[at].length = base - old.base;
        if (entries_[at].length == 0) {
            std::move(entries_.begin() + at + 1, entries_.begin() + count_, entries_.begin() + at);
            --count_;
        } else {
            ++at;
        }
        if (old.end() > end)
            insert(at, {end, old.end() - end, old.kind});
    }
    bool const continues = at != 0 && entries_[at - 1].kind == Kind::reserved_mapped && entries_[at - 1].end() == base;
    if (continues)
        entries_[at - 1].length += end - base;
    else
        insert(at, {base, end - base, Kind::reserved_mapped});
}

bool is_in_direct_map(Kind kind, std::uint32_t revision)
{
    switch (kind) {
    case Kind::usable:
    case Kind::loader:
    case Kind::executable_and_modules:
    case Kind::framebuffer: return true;
    case Kind::acpi_reclaimable:
    case Kind::acpi_nvs: return revision != 3;
    case Kind::reserved_mapped: return revision >= 4;
    default: return revision == 0;
    }
}

} // namespace limine
