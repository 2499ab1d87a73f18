// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the reader of the MADT: its lists have only entries of the table, each processor once.
#include "stage2/machine/processors/madt.hpp"

#include "tests/firmware_area.hpp"

#include <map>
#include <set>

namespace {

using firmware_area::require;

// The rules once more, written down in another way: APIC ids with their UIDs, in any order.
std::map<std::uint32_t, std::uint32_t> processors_of(Bytes table, bool x2apic)
{
    std::map<std::uint32_t, std::uint32_t> ids;
    auto const byte = [&](std::size_t at) { return std::to_integer<std::uint32_t>(table[at]); };
    auto const word = [&](std::size_t at) {
        return byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16 | byte(at + 3) << 24;
    };
    for (std::size_t at = 44; at + 2 <= table.size() && byte(at + 1) >= 2 && at + byte(at + 1) <= table.size();
         at += byte(at + 1)) {
        if (byte(at) == 0 && byte(at + 1) >= 8 && byte(at + 3) != 0xFF && byte(at + 4) & 1)
            ids.emplace(byte(at + 3), byte(at + 2));
        if (byte(at) == 9 && byte(at + 1) >= 16 && x2apic && word(at + 4) != 0xFFFF'FFFF && byte(at + 8) & 1)
            ids.emplace(word(at + 4), word(at + 12));
    }
    return ids;
}

void check(Bytes table, bool x2apic)
{
    static madt::Report report;
    madt::read(table, x2apic, report);
    auto const expected = processors_of(table, x2apic);
    std::set<std::uint32_t> ids;
    for (auto const& processor : report.processors.all()) {
        require(ids.insert(processor.lapic_id).second);
        auto const found = expected.find(processor.lapic_id);
        require(found != expected.end() && found->second == processor.acpi_uid);
    }
    require(ids.size() == std::min<std::size_t>(expected.size(), 256));
    require((report.left_out != 0) == (expected.size() > 256));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const table = firmware_area::made_of(data, size);
    check(table, false);
    check(table, true);
    return 0;
}
