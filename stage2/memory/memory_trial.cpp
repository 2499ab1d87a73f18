// SPDX-License-Identifier: BSD-2-Clause
// Tests memory: each value goes through the cache to memory and back.
#include "stage2/memory/memory_trial.hpp"

#include "include/x86/cache.hpp"
#include "stage2/memory/physical_memory.hpp"

#include <algorithm>

namespace memory_trial {

namespace {

using Cell = std::uint32_t volatile;

Cell& cell_at(std::uint32_t address)
{
    return object_at<std::uint32_t>({address});
}

CacheFlush method = CacheFlush::line;

void flush(Cell& cell)
{
    if (method == CacheFlush::line)
        x86::flush_cache_line(&cell);
    else if (method == CacheFlush::whole)
        x86::flush_cache();
}

std::uint32_t read(Cell& cell)
{
    flush(cell);
    return cell;
}

void write(Cell& cell, std::uint32_t value)
{
    cell = value;
    flush(cell);
}

// Whether `value` is found at an address that differs by one cleared address bit. (Bits below 1 MiB work, or the loader
// would not run.)
bool is_elsewhere(MemoryMap const& map, std::uint32_t address, std::uint32_t value)
{
    bool found = false;
    for (std::uint32_t bit = 1 << 20; bit != 0; bit <<= 1)
        if ((address & bit) && map.is_memory({address - bit}))
            found |= read(cell_at(address - bit)) == value;
    return found;
}

// If `map` is given, the value must not be found at another address either.
bool keeps_here(MemoryMap const* map, std::uint32_t address)
{
    constexpr std::uint32_t pattern = 0x5AC3'3CA5;
    auto& cell = cell_at(address);
    if (map != nullptr)
        is_elsewhere(*map, address, 0); // so that no dirty cache line is written back there later
    auto const before = read(cell);
    bool kept = true;
    for (auto const value : {address ^ pattern, ~(address ^ pattern)}) {
        write(cell, value);
        kept &= map == nullptr || !is_elsewhere(*map, address, value);
        kept &= read(cell) == value;
    }
    write(cell, before);
    return kept;
}

} // namespace

void use(CacheFlush flush)
{
    method = flush;
}

bool keeps(MemoryMap const& map, std::uint32_t base, std::uint32_t end)
{
    constexpr std::uint32_t step = 256 << 10;
    auto const middle = base + (end - base) / 2; // its mirror in the first MiB, 512 KiB, is memory; the ends are not
    bool kept = keeps_here(&map, middle) && keeps_here(nullptr, end - sizeof(Cell));
    for (auto at = base; kept && at != end; at += std::min(step, end - at))
        kept = keeps_here(nullptr, at);
    return kept;
}

} // namespace memory_trial
