// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the memory map with random bytes from E820h and some bad memory: the map must be sorted, must lose no memory,
// and must not grant memory that any entry reports as not usable.
#include "stage2/bios/memory.hpp"

#include "tests/fake_memory_bios.hpp"
#include "tests/unit/map_lists.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

constexpr std::size_t entry_bytes = 20;

void check(bool holds)
{
    if (!holds)
        std::abort();
}

bool overlaps(FakeMemoryBios::Entry const& entry, MemoryRange const& range)
{
    auto const end = entry.length > ~entry.base ? ~0ull : entry.base + entry.length;
    return std::max(entry.base, range.base) < std::min<std::uint64_t>(end, range.base + range.length);
}

bool can_be_had(MemoryRange const& range)
{
    return range.kind == MemoryKind::usable || range.kind == MemoryKind::loader || range.kind == MemoryKind::kernel;
}

// Bad memory: some of each 16 MiB, at places that the input chooses.
std::uint32_t first_bad;
std::uint64_t bad_bytes;

bool keeps(MemoryMap const&, std::uint32_t base, std::uint32_t end)
{
    check(base >= 1_MiB && base < end && end - base <= 1_MiB);
    return ((base >> 20) + first_bad) % 16 != 0;
}

void report(std::uint32_t base, std::uint32_t end)
{
    bad_bytes += end - base;
}

// Most numbers of a random list would lie far from each other; small ones are made to meet.
FakeMemoryBios::Entry entry_at(Bytes bytes, std::size_t offset, bool near)
{
    FakeMemoryBios::Entry entry{*read_at<Le64>(bytes, offset), *read_at<Le64>(bytes, offset + 8),
                                *read_at<Le32>(bytes, offset + 16)};
    if (near)
        entry = {entry.base & 0xFFFFFF, entry.length & 0x3FFFF, entry.type % 8};
    return entry;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    Bytes const bytes(reinterpret_cast<std::byte const*>(data), size);
    if (size < 1 + entry_bytes)
        return 0;
    static FakeMachine machine;
    FakeMemoryBios bios(machine);
    auto const habits = data[0];
    bios.entry_size = habits & 1 ? 24 : 20;
    bios.end = habits & 2 ? FakeMemoryBios::End::carry : FakeMemoryBios::End::ebx_zero;
    for (std::size_t offset = 1; offset + entry_bytes <= size && bios.list.size() < 1000; offset += entry_bytes)
        bios.list.push_back(entry_at(bytes, offset, habits & 4));
    machine.calls.clear();

    static MemoryMap map;
    map.clear();
    auto const source = bios::read_memory_map(map);
    check(in_order(map));
    if (!source) {
        check(source.error()->code == errors::Code::no_memory_map);
        return 0;
    }
    auto const before = map.usable_bytes();
    first_bad = data[1];
    bad_bytes = 0;
    if (habits & 16)
        map.try_before_use({keeps, report});
    auto const taken = map.allocate(
        {data[1] * 4_KiB + 1, static_cast<std::uint32_t>(habits & 8 ? 2_MiB : 4_KiB), MemoryKind::loader, "a thing"});
    check(in_order(map));
    check(map.usable_bytes() + bad_bytes + (taken ? (data[1] + 1) * 4_KiB : 0) == before);
    check(!taken || taken->value >= 1_MiB);
    for (auto const& range : map.ranges()) {
        if (!can_be_had(range))
            continue;
        check(range.base >= 64_KiB && range.base % 4_KiB == 0 && range.length % 4_KiB == 0);
        check(range.base + range.length <= 640_KiB || range.base >= 1_MiB);
        for (auto const& entry : bios.list)
            check(entry.type == 1 || !overlaps(entry, range));
    }
    return 0;
}
