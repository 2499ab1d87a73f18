// SPDX-License-Identifier: BSD-2-Clause
// One window of at most 2 MiB, translated by one page table of ours: the tables above it are the loader's or ours.
#include "kernel/memory/device_mapping.hpp"

#include "kernel/memory/direct_map.hpp"
#include "kernel/memory/page_walk.hpp"

#include <iterator>

namespace device_mapping {
namespace {

// Entry 510 of the PML4 has the stack at its beginning and nothing behind it.
constexpr VirtAddr window{0xFFFF'FF40'0000'0000};
constexpr std::uint64_t most_bytes = 64_KiB;
constexpr std::uint64_t uncached = 0x18; // PCD and PWT, which choose entry 3 of the PAT
constexpr std::uint64_t present = 1u << 0, writable = 1u << 1, accessed = 1u << 5, dirty = 1u << 6;
constexpr std::uint64_t large = 1u << 7, no_execute = 1ull << 63;

struct alignas(4096) Table {
    std::uint64_t entries[512];
};

constinit Table tables[3]{}; // below the PML4
constinit std::size_t used = 0;

std::uint64_t physical_of(farjump::BootInfo const& info, Table const& table)
{
    return reinterpret_cast<std::uintptr_t>(&table) - info.kernel_virtual + info.kernel_physical;
}

// The lowest table for the window; nullptr if the window is not free.
std::uint64_t volatile* lowest_table(farjump::BootInfo const& info)
{
    DirectMap const memory{info.direct_map_base, info.direct_map_length};
    PhysAddr at{info.page_table_root};
    for (auto level = static_cast<int>(info.paging.levels); level > 1; --level) {
        auto const index = window.value >> (12 + 9 * (level - 1)) & 511;
        auto* const entry = memory.at<std::uint64_t>(at + index * sizeof(std::uint64_t));
        if (!(*entry & present)) {
            if (used == std::size(tables))
                return nullptr;
            *entry = physical_of(info, tables[used++]) | present | writable | accessed;
        } else if (*entry & large) {
            return nullptr;
        }
        at = {*entry & page_walk::address_bits};
    }
    return memory.at<std::uint64_t>(at);
}

} // namespace

std::uint32_t volatile* map(farjump::BootInfo const& info, PhysAddr physical, std::uint64_t size)
{
    auto const first = round_down(physical.value, page_size);
    auto const end = round_up(physical.value + size, page_size);
    if (size > most_bytes || first == 0)
        return nullptr;
    auto* const table = lowest_table(info);
    if (table == nullptr)
        return nullptr;
    for (std::size_t index = 0; index < (end - first) / page_size; ++index) {
        auto const page = first + index * page_size;
        table[index] = page | present | writable | accessed | dirty | uncached | (info.no_execute ? no_execute : 0);
        asm volatile("invlpg (%0)" : : "r"(window.value + index * page_size) : "memory");
    }
    auto const offset = static_cast<std::uintptr_t>(physical.value - first);
    return reinterpret_cast<std::uint32_t volatile*>(static_cast<std::uintptr_t>(window.value) + offset);
}

} // namespace device_mapping
