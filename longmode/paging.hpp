// Page tables of four levels, built as plain data: nothing here touches the machine.
// Intel SDM Vol. 3A, "4-Level Paging" (4.5).
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
    present = 1ull << 0,            // P
    writable = 1ull << 1,           // R/W
    cache_disable = 1ull << 4,      // PCD
    accessed = 1ull << 5,           // A
    dirty = 1ull << 6,              // D
    large = 1ull << 7,              // PS: this entry of a higher level maps memory itself
    no_execute = 1ull << 63,        // XD
};

} // namespace paging

template <> inline constexpr bool is_flags<paging::Flag> = true;

namespace paging {

class Entry {
public:
    constexpr Entry() = default;
    constexpr Entry(PhysAddr address, Flag flags) : raw_{address.value | std::to_underlying(flags)} {}

    constexpr PhysAddr address() const { return {raw_ & address_mask}; }
    constexpr bool is(Flag flag) const { return has(Flag{raw_}, flag); }
    constexpr std::uint64_t raw() const { return raw_; }

private:
    static constexpr std::uint64_t address_mask = 0x000F'FFFF'FFFF'F000;    // bits 51:12

    std::uint64_t raw_ = 0;
};
static_assert(sizeof(Entry) == 8);

inline constexpr std::uint64_t page_size = 4_KiB;
inline constexpr std::uint64_t large_page_size = 2_MiB;
inline constexpr int levels = 4;                // 4: PML4, 3: page directory pointers, 2: page directory, 1: page table

struct Table {
    std::array<Entry, 512> entries;
};
static_assert(sizeof(Table) == page_size);

// The bytes that one entry of a level maps: 4 KiB, 2 MiB, 1 GiB, 512 GiB.
constexpr std::uint64_t span_of(int level)
{
    return page_size << 9 * (level - 1);
}

// Which entry of its level's table an address goes through.
constexpr std::size_t index_of(VirtAddr address, int level)
{
    return address.value >> (12 + 9 * (level - 1)) & 511;
}
static_assert(index_of({0xFFFF'FFFF'8000'0000}, 4) == 511 && index_of({0xFFFF'FFFF'8000'0000}, 3) == 510);

// A stretch of zeroed memory that tables are taken from. The processor will see it at `base`; the builder writes it
// through `tables`, which on the desk is somewhere else.
class Arena {
public:
    Arena(PhysAddr base, std::span<Table> tables) : base_{base}, tables_{tables} {}

    Result<PhysAddr> take();
    Table& at(PhysAddr address) { return tables_[static_cast<std::size_t>((address - base_) / page_size)]; }
    std::size_t used() const { return used_; }

private:
    PhysAddr base_;
    std::span<Table> tables_;
    std::size_t used_ = 0;
};

struct Rights {
    bool write;
    bool execute;
    bool cached = true;
};

// One virtual address space under construction. Large pages are used wherever both addresses and the length allow.
class AddressSpace {
public:
    // `no_execute`: the processor has NX. Without it the bit is reserved, and pages stay executable.
    static Result<AddressSpace> create(Arena& arena, bool no_execute);

    // Maps [from, from + length) to [to, to + length), all multiples of the page size. What is mapped already may only
    // be mapped again the same way.
    Result<void> map(VirtAddr from, PhysAddr to, std::uint64_t length, Rights rights);

    PhysAddr root() const { return root_; }

private:
    AddressSpace(Arena& arena, PhysAddr root, bool no_execute) : arena_{&arena}, root_{root}, no_execute_{no_execute} {}

    Result<Entry*> entry_for(VirtAddr address, int level);

    Arena* arena_;
    PhysAddr root_;
    bool no_execute_;
};

} // namespace paging
