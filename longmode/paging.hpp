// SPDX-License-Identifier: BSD-2-Clause
// Page tables of four or five levels, built as plain data: this code does not access the machine.
// Intel SDM Vol. 3A, "4-Level Paging and 5-Level Paging" (4.5), "Paging and Memory Typing" (4.9).
#pragma once

#include "include/flags.hpp"
#include "include/result.hpp"
#include "include/units.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace paging {

enum class Flag : std::uint64_t {
    none = 0,
    present = 1ull << 0,          // P
    writable = 1ull << 1,         // R/W
    write_through = 1ull << 3,    // PWT: selects an entry of the page attribute table, together with PCD and PAT
    cache_disable = 1ull << 4,    // PCD
    accessed = 1ull << 5,         // A
    dirty = 1ull << 6,            // D
    attribute = 1ull << 7,        // PAT, in an entry of the lowest level
    large = 1ull << 7,            // PS: this entry of a higher level maps a large page
    large_attribute = 1ull << 12, // PAT, in an entry of a large page
    no_execute = 1ull << 63,      // XD
};

} // namespace paging

template <>
inline constexpr bool is_flags<paging::Flag> = true;

namespace paging {

class Entry {
public:
    constexpr Entry() = default;
    constexpr Entry(PhysAddr address, Flag flags) : raw_{address.value | std::to_underlying(flags)} {}

    constexpr PhysAddr address() const { return {raw_ & address_mask}; }
    constexpr bool is(Flag flag) const { return has(Flag{raw_}, flag); }
    constexpr std::uint64_t raw() const { return raw_; }

    // The same entry with an address that is `distance` bytes higher.
    constexpr Entry at_distance(std::uint32_t distance) const { return Entry{{raw_ + distance}, Flag::none}; }

private:
    static constexpr std::uint64_t address_mask = 0x000F'FFFF'FFFF'F000; // bits 51:12

    std::uint64_t raw_ = 0;
};
static_assert(sizeof(Entry) == 8);

using ::page_size;
inline constexpr std::uint64_t large_page_size = 2_MiB;
inline constexpr int highest_page_level = 3;

// Tables of the levels: 5: PML5, 4: PML4, 3: page directory pointers, 2: page directory, 1: page table.

struct Table {
    std::array<Entry, 512> entries;
};
static_assert(sizeof(Table) == page_size);

// The size in bytes of a page of this level: 4 KiB, 2 MiB, 1 GiB.
constexpr std::uint32_t page_size_of(int level)
{
    return std::uint32_t{page_size} << 9 * (level - 1);
}
static_assert(page_size_of(2) == large_page_size && page_size_of(highest_page_level) == 1_GiB);

// The index of an address's entry in a table of this level.
constexpr std::size_t index_of(VirtAddr address, int level)
{
    return address.value >> (12 + 9 * (level - 1)) & 511;
}
static_assert(index_of({0xFFFF'FFFF'8000'0000}, 4) == 511 && index_of({0xFFFF'FFFF'8000'0000}, 3) == 510);

// A range of zeroed memory for page tables. `base` is its physical address; `tables` is the same memory as seen by the
// builder, which in unit tests is at another address.
class Arena {
public:
    Arena(PhysAddr base, std::span<Table> tables) : base_{base}, tables_{tables} {}

    // The physical address of a new, zeroed table. Error: page_tables_full.
    Result<PhysAddr> take();
    Table& at(PhysAddr address) { return tables_[static_cast<std::size_t>((address - base_) / page_size)]; }
    std::size_t used() const { return used_; }

private:
    PhysAddr base_;
    std::span<Table> tables_;
    std::size_t used_ = 0;
};

// The caching of accesses. The MTRRs, which the BIOS has set, also affect it.
enum class Cacheability : std::uint8_t {
    write_back,      // for memory
    uncached,        // for devices: each access reaches the device, separately and in order
    write_combining, // for a frame buffer: writes are combined
};

struct Rights {
    bool write;
    bool execute;
    Cacheability cacheability = Cacheability::write_back;
};

// The processor's paging features that may be used.
struct Features {
    bool no_execute;      // NX. Without it the bit is reserved, and all pages are executable
    bool gigabyte_pages;  // without them the bit is reserved
    bool five_levels;     // LA57
    bool page_attributes; // PAT with x86::page_attributes. Without it write-combining is uncached

    int levels() const { return five_levels ? 5 : 4; }
};

// The highest page level at which `from` and `to` can both be aligned.
constexpr int page_level(Features const& features, VirtAddr from, PhysAddr to)
{
    auto const apart = static_cast<std::uint32_t>(from.value ^ to.value);
    int level = features.gigabyte_pages ? highest_page_level : 2;
    while (apart % page_size_of(level) != 0)
        --level;
    return level;
}

// A mapping of whole pages: [from, from + length) leads to [to, to + length).
struct Mapping {
    VirtAddr from;
    PhysAddr to;
    std::uint64_t length;
    Rights rights;
};

// The treatment of pages that are already mapped.
enum class Mapped : bool { must_be_alike, keep_existing };

// A virtual address space under construction. Pages are as large as addresses and length allow.
class AddressSpace {
public:
    static Result<AddressSpace> create(Arena& arena, Features const& features);

    // Errors: page_tables_full, mapping_conflict.
    Result<void> map(Mapping mapping, Mapped mapped = Mapped::must_be_alike);

    PhysAddr root() const { return root_; }
    std::uint32_t largest_page() const { return page_size_of(largest_level_); }

private:
    AddressSpace(Arena& arena, PhysAddr root, Features const& features)
        : arena_{&arena}, root_{root}, features_{features}
    {}

    struct Slot {
        Entry* entry;
        int level;
    };
    Result<Slot> slot_for(VirtAddr address, int level);
    static void fill(Slot slot, Entry last, Mapping& rest);
    static void advance(Mapping& rest, std::uint64_t bytes);
    Entry page(PhysAddr to, int level, Rights rights) const;

    Arena* arena_;
    PhysAddr root_;
    Features features_;
    int largest_level_ = 1; // of all pages mapped so far
};

} // namespace paging
