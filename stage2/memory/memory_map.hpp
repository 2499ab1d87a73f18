// Physical memory, put in order: what the firmware said, cut into ranges that neither overlap nor lie.
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

// How memory is tried before it is taken, since a map may count what is absent or dead. Without `keeps`, not at all.
struct MemoryTrial {
    // Do the bytes [base, end), at most a MiB of usable memory below 4 GiB, keep what is written to them? They are as
    // before afterwards.
    bool (*keeps)(MemoryMap const& map, std::uint32_t base, std::uint32_t end);

    // Tells the user of memory that was found bad and left.
    void (*report)(std::uint32_t base, std::uint32_t end);
};

// Sorted ranges without gaps of kind, overlaps or empty pieces. Where the firmware contradicts itself the more careful
// reading wins: anything else beats `usable`, `bad` and `reserved` beat all.
class MemoryMap {
public:
    static constexpr std::size_t capacity = 512;

    // Ignores from now on what lies at `end` and above: memory that the processor cannot address.
    void limit(std::uint64_t end) { end_ = std::min(end, highest); }

    // Adds what the firmware says of [base, base + length), as far as it lies below the limit. Unknown kinds are
    // reserved. Usable memory whose end is beyond 64 bits is a mistake, and not added. When there is no room left, the range becomes a hole and is counted in `forgotten`; once one that is
    // not usable was forgotten, no more usable memory is believed in.
    void add(std::uint64_t base, std::uint64_t length, MemoryKind kind);

    void clear();

    // Ends the firmware's part: usable ranges shrink to whole pages, and the first 64 KiB, where BIOSes scribble, and
    // the legacy area from `low_end` to 1 MiB are reserved.
    void finish(std::uint64_t low_end);

    // From here on allocate() and claim() try memory before they take it. What does not keep its contents becomes
    // `bad`, with all that is so beside it.
    void try_before_use(MemoryTrial const& trial) { trial_ = trial; }

    // Takes `size` bytes of usable memory for `kind`, at the highest multiple of `alignment` at which they lie where
    // 32-bit code reaches. Sizes are rounded up to pages. `name` says in the error what it was for.
    // A `random` other than 0 moves the place down by a random part of the eighth of the room that is below it, so
    // that what remains in one piece is nearly as large.
    // Errors: out_of_memory, memory_map_full; memory_dead where one place after the other was bad.
    Result<PhysAddr> allocate(std::uint64_t size, std::uint32_t alignment, MemoryKind kind, char const* name,
                              std::uint32_t random = 0);

    // Takes exactly [base, base + size), whole pages; false when not all of it is usable. Error: memory_map_full.
    Result<bool> claim(PhysAddr base, std::uint64_t size, MemoryKind kind);

    // Tells of a device's memory, whole pages. False, and nothing is done, when the map says something else than
    // `reserved` of a part of it, or has no room.
    bool declare_device(PhysAddr base, std::uint64_t size, MemoryKind kind);

    std::span<MemoryRange const> ranges() const { return {ranges_.data(), count_}; }
    std::uint64_t usable_bytes() const;
    std::size_t usable_ranges() const;

    // Is this address memory, be it usable or taken?
    bool is_memory(PhysAddr address) const;

    std::uint32_t dropped() const { return dropped_; }

    static constexpr std::uint64_t page = page_size;
    static constexpr std::uint32_t legacy_area_end = 1_MiB;
    static constexpr std::uint32_t most_tried_at_once = 1_MiB;
    static constexpr std::uint64_t highest = 64_GiB << 10; // what the direct map can hold, with room to spare

private:
    // The first range that ends behind `address`: the one that has it, or one above it, or count_.
    std::size_t first_behind(std::uint64_t address) const;

    Result<bool> take(MemoryRange const& range, std::uint32_t base, std::uint32_t end, MemoryKind kind);
    Result<void> replace_if_room(std::uint32_t base, std::uint32_t end, MemoryKind kind);
    bool has_room() const;
    void overlay(std::uint64_t base, std::uint64_t end, MemoryKind kind);
    void replace(std::uint64_t base, std::uint64_t end, MemoryKind kind);
    void insert(std::size_t at, MemoryRange const& range);
    void erase(std::size_t at);
    void merge_neighbours();

    // The rest is kept for what is taken afterwards: memory that the map lost would not be mapped for the kernel.
    static constexpr std::size_t firmware_capacity = capacity - 80;

    std::size_t count_ = 0;
    std::uint64_t end_ = highest;
    std::uint32_t dropped_ = 0;
    bool finished_ = false;
    bool incomplete_ = false; // a range that is not usable was forgotten
    MemoryTrial trial_{};
    std::array<MemoryRange, capacity> ranges_; // the first count_ of them
};
