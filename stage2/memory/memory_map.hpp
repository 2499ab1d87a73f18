// SPDX-License-Identifier: BSD-2-Clause
// The map of physical memory: the firmware's statements, as sorted ranges without overlaps.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "include/units.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

using farjump::MemoryKind;
using farjump::MemoryRange;

constexpr std::uint64_t end_of(MemoryRange const& range)
{
    return range.base + range.length;
}

class MemoryMap;

// What allocate() is asked for.
struct MemoryDemand {
    std::uint64_t size;      // bytes, rounded up to pages
    std::uint32_t alignment; // of the address: a power of two, a page at least
    MemoryKind kind;
    char const* name;         // the purpose, for errors
    std::uint32_t random = 0; // moves the address down by a random part of an eighth of the space below it
};

// How memory is tested before it is taken, because a map may list absent or defective memory. Without `keeps` it is not
// tested.
struct MemoryTrial {
    // True if the bytes [base, end) keep the values written to them. They are usable memory below 4 GiB, at most 1 MiB.
    // The call leaves their contents unchanged.
    bool (*keeps)(MemoryMap const& map, std::uint32_t base, std::uint32_t end);

    // Reports memory to the user that was found to be defective and is not used.
    void (*report)(std::uint32_t base, std::uint32_t end);
};

// Sorted, non-empty ranges that do not overlap; neighbours of the same kind are merged. If statements of the firmware
// contradict each other, the more cautious one wins: any kind wins over `usable`, `bad` and `reserved` over all others.
class MemoryMap {
public:
    static constexpr std::size_t capacity = 512;

    // Ignores addresses from `end` on in all later calls, because the processor cannot address them.
    void limit(std::uint64_t end) { end_ = std::min(end, highest); }

    // Adds the firmware's statement about [base, base + length), cut off at the limit. Unknown kinds count as reserved.
    // Usable memory whose end exceeds 64 bits is an error of the firmware and is ignored. If the table is full, the
    // range becomes a hole and is counted in dropped(). After a range that is not usable has been dropped, add()
    // ignores all usable memory.
    void add(std::uint64_t base, std::uint64_t length, MemoryKind kind);

    // Removes all ranges and the memory trial. Keeps the limit.
    void clear();

    // Ends the firmware's part: shrinks usable ranges to whole pages and reserves the first 64 KiB, which some BIOSes
    // overwrite, and the legacy area from `low_end` to 1 MiB.
    void finish(std::uint64_t low_end);

    // From now on allocate() and claim() test memory before they take it. Memory that fails becomes `bad`, together
    // with the adjacent memory below that fails too.
    void try_before_use(MemoryTrial const& trial) { trial_ = trial; }

    // Takes usable memory between 1 MiB and 4 GiB, at the highest suitable address. A random address is lower, but the
    // remaining free piece stays nearly as large. Errors: out_of_memory; memory_map_full; memory_dead, if many places in
    // turn were bad.
    Result<PhysAddr> allocate(MemoryDemand const& demand);

    // Takes exactly [base, base + size), whole pages. False if not all of it is usable. Error: memory_map_full.
    Result<bool> claim(PhysAddr base, std::uint64_t size, MemoryKind kind);

    // Makes usable again what allocate() took. Error: memory_map_full. Inline, as only the annex needs it.
    Result<void> release(PhysAddr base, std::uint64_t size)
    {
        auto const begin = static_cast<std::uint32_t>(base.value);
        return replace_if_room(begin, begin + static_cast<std::uint32_t>(round_up(size, page)), MemoryKind::usable);
    }

    // Adds the memory of a device, whole pages. Returns false and changes nothing if the map has a part of it as
    // something other than `reserved`, or is full.
    bool declare_device(PhysAddr base, std::uint64_t size, MemoryKind kind);

    std::span<MemoryRange const> ranges() const { return {ranges_.data(), count_}; }
    std::uint64_t usable_bytes() const;
    std::size_t usable_ranges() const;

    // Whether the map has memory at this address, usable or taken.
    bool is_memory(PhysAddr address) const;

    // The number of ranges that did not fit in the table.
    std::uint32_t dropped() const { return dropped_; }

    static constexpr std::uint64_t page = page_size;
    static constexpr std::uint32_t legacy_area_end = 1_MiB;
    static constexpr std::uint32_t most_tried_at_once = 1_MiB;
    static constexpr std::uint64_t highest = 64_GiB << 10; // fits in the direct map, with a reserve

private:
    // The index of the first range that ends above `address`; count_ if there is none. The range may begin above it.
    std::size_t first_behind(std::uint64_t address) const;

    Result<bool> take(MemoryRange const& range, std::uint32_t base, std::uint32_t end, MemoryKind kind);
    Result<void> replace_if_room(std::uint32_t base, std::uint32_t end, MemoryKind kind);
    bool has_room() const;
    void overlay(std::uint64_t base, std::uint64_t end, MemoryKind kind);
    void replace(std::uint64_t base, std::uint64_t end, MemoryKind kind);
    void insert(std::size_t at, MemoryRange const& range);
    void erase(std::size_t at);
    void merge_neighbours();

    // The other entries are for later allocations: memory that the map drops would not be mapped for the kernel.
    static constexpr std::size_t firmware_capacity = capacity - 80;

    std::size_t count_ = 0;
    std::uint64_t end_ = highest;
    std::uint32_t dropped_ = 0;
    bool finished_ = false;
    bool incomplete_ = false; // a range that is not usable was dropped
    MemoryTrial trial_{};
    std::array<MemoryRange, capacity> ranges_; // the first count_ are valid
};
