// SPDX-License-Identifier: BSD-2-Clause
// Walks the page tables as the processor does. Shares no code with the loader, so that it detects the loader's errors.
// Intel SDM Vol. 3A, "4-Level Paging and 5-Level Paging" (4.5).
#pragma once

#include "include/flags.hpp"
#include "include/units.hpp"
#include "kernel/memory/direct_map.hpp"

#include <cstdint>
#include <optional>

namespace page_walk {

enum class Bits : std::uint64_t {
    present = 1u << 0,       // P
    writable = 1u << 1,      // R/W
    user = 1u << 2,          // U/S
    large = 1u << 7,         // PS: a 2 MiB or 1 GiB page instead of a table
    no_execute = 1ull << 63, // XD
};

} // namespace page_walk

template <>
inline constexpr bool is_flags<page_walk::Bits> = true;

namespace page_walk {

inline constexpr std::uint64_t address_bits = 0x000F'FFFF'FFFF'F000;
inline constexpr int highest_page_level = 3; // the page-directory-pointer table; 4 is the PML4, 5 the PML5

// The access rights of an address: each must be granted by the entries of all levels.
struct Rights {
    bool writable = true;
    bool executable = true;
    bool user = true;

    constexpr bool operator==(Rights const&) const = default;
};

// A present entry of a table at `level`, and what it maps.
struct Entry {
    VirtAddr address; // the first it translates
    int level;
    Bits bits;
    Rights rights; // of this entry and all above it

    constexpr bool leaf() const { return level == 1 || (level <= highest_page_level && has(bits, Bits::large)); }
    constexpr std::uint64_t size() const { return page_size << 9 * (level - 1); }
    constexpr VirtAddr end() const { return address + size(); }

    // The physical address of the page or table. In large pages bit 12 is PAT, not address.
    constexpr PhysAddr target() const
    {
        auto const target = static_cast<std::uint64_t>(bits) & address_bits;
        return {leaf() ? round_down(target, size()) : target};
    }
};

class Tables {
public:
    // `levels`: 4, or 5 where CR4.LA57 is set.
    Tables(PhysAddr root, int levels, DirectMap memory) : root_(root), levels_(levels), memory_(memory) {}

    PhysAddr root() const { return root_; }

    // The page that contains `address`.
    std::optional<Entry> page_at(VirtAddr address) const;

    // The physical address of `address`.
    std::optional<PhysAddr> physical_of(VirtAddr address) const;

    // Calls `visit` for each present entry, tables before their contents. If `visit` returns false, a table is skipped.
    template <typename Visit>
    void each(Visit visit) const
    {
        each_below(root_, levels_, VirtAddr{0}, Rights{}, visit);
    }

    // The address of the first entry for which `wrong` is true.
    template <typename Predicate>
    std::optional<std::uint64_t> first(Predicate wrong) const
    {
        std::optional<std::uint64_t> found;
        each([&](Entry const& entry) {
            if (!found && wrong(entry))
                found = entry.address.value;
            return !found;
        });
        return found;
    }

private:
    std::optional<Entry> entry_at(PhysAddr table, int level, std::size_t index, VirtAddr base, Rights above) const;

    template <typename Visit>
    void each_below(PhysAddr table, int level, VirtAddr base, Rights above, Visit& visit) const
    {
        for (std::size_t index = 0; index < 512; ++index) {
            auto const entry = entry_at(table, level, index, base, above);
            if (entry && visit(*entry) && !entry->leaf())
                each_below(entry->target(), level - 1, entry->address, entry->rights, visit);
        }
    }

    VirtAddr canonical(std::uint64_t address) const;

    PhysAddr root_;
    int levels_;
    DirectMap memory_;
};

} // namespace page_walk
