// SPDX-License-Identifier: BSD-2-Clause
// The memory map as the Limine boot protocol describes it. The Limine Boot Protocol, "Memory Map Feature".
#pragma once

#include "stage2/memory/memory_map.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace limine {

enum class Kind : std::uint64_t {
    usable,
    reserved,
    acpi_reclaimable,
    acpi_nvs,
    bad,
    loader, // bootloader reclaimable
    executable_and_modules,
    framebuffer,
    reserved_mapped, // since base revision 4: tables of the firmware
};

struct MemoryEntry {
    std::uint64_t base;
    std::uint64_t length;
    Kind kind;

    std::uint64_t end() const { return base + length; }
};
static_assert(sizeof(MemoryEntry) == 24);

// Sorted entries that do not overlap.
class MemoryList {
public:
    static constexpr std::size_t most_tables = 256; // of the firmware, whose memory is declared
    static constexpr std::size_t capacity = MemoryMap::capacity + 2 * most_tables + 2;

    // From the loader's map. Memory from 4 KiB to 64 KiB, which the map reserves because some BIOSes write to it, belongs
    // to the loader here: kernels start other processors there, by its place in the direct map.
    void assign(std::span<MemoryRange const> map);

    // The pages of [base, base + length) become `reserved_mapped` where the list has `reserved` or nothing. Memory that is
    // in use or usable keeps its kind, and so does memory for which the list has no room.
    void declare_table(std::uint64_t base, std::uint64_t length);

    std::span<MemoryEntry const> entries() const { return std::span(entries_).first(count_); }

private:
    void insert(std::size_t at, MemoryEntry const& entry);
    void declare_piece(std::uint64_t base, std::uint64_t end);

    std::array<MemoryEntry, capacity> entries_;
    std::size_t count_ = 0;
};

// Whether the direct map has memory of this kind in this base revision, above 4 GiB and, from revision 3 on, below.
bool is_in_direct_map(Kind kind, std::uint32_t revision);

} // namespace limine
