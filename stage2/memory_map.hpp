// Physical memory, put in order: what the firmware said, cut into ranges that neither overlap nor lie.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "include/units.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

using farjump::MemoryKind;
using farjump::MemoryRange;

// Sorted ranges without gaps of kind, overlaps or empty pieces. Where the firmware contradicts itself the more careful
// reading wins: anything else beats `usable`, `bad` and `reserved` beat all.
class MemoryMap {
public:
    static constexpr std::size_t capacity = 512;

    // Adds what the firmware says of [base, base + length). Ends past 2^64 are cut, unknown kinds are reserved. When
    // there is no room left the range is forgotten if it is usable, and counted in `forgotten`; else usable memory
    // around it is given up.
    void add(std::uint64_t base, std::uint64_t length, MemoryKind kind);

    void clear() { count_ = 0; }

    // Ends the firmware's part: usable ranges shrink to whole pages, and the first 64 KiB, where BIOSes scribble, and
    // the legacy area from `low_end` to 1 MiB are reserved.
    void finish(std::uint64_t low_end);

    // Takes `size` bytes of usable memory for `kind`, at the highest multiple of `alignment` at which they end at or
    // below `limit`. Sizes are rounded up to pages. `name` says in the error what it was for.
    Result<PhysAddr> allocate(std::uint64_t size, std::uint64_t alignment, MemoryKind kind, std::string_view name,
                              std::uint64_t limit = four_gib);

    // Takes exactly [base, base + size); false when not all of it is usable.
    bool claim(PhysAddr base, std::uint64_t size, MemoryKind kind);

    std::span<MemoryRange const> ranges() const { return {ranges_.data(), count_}; }
    std::uint64_t usable_bytes() const;
    std::size_t usable_ranges() const;
    std::uint64_t largest_usable() const;
    std::uint32_t forgotten() const { return forgotten_; }

    static constexpr std::uint64_t page = 4_KiB;
    static constexpr std::uint64_t four_gib = 4_GiB;        // what 32-bit code reaches

private:
    void set(std::uint64_t base, std::uint64_t end, MemoryKind kind);
    void insert(std::size_t at, MemoryRange const& range);
    void erase(std::size_t at);
    void merge_neighbours();

    std::array<MemoryRange, capacity> ranges_{};
    std::size_t count_ = 0;
    std::uint32_t forgotten_ = 0;
};
