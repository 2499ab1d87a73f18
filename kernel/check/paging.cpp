// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about how the page tables are made: BootInfo::paging; docs/boot-info.md, "Page tables",
// "Cacheability".

#include "kernel/check/check.hpp"

#include "include/x86/control.hpp"
#include "include/x86/cpu.hpp"
#include "include/x86/msr.hpp"
#include "include/x86/page_attributes.hpp"
#include "kernel/memory/memory_ranges.hpp"

#include <algorithm>

namespace check {
namespace {

using page_walk::Entry;
using x86::MemoryType;

constexpr std::uint64_t promised_attributes = 0x0007'0106'0007'0406;

bool has_page_attributes()
{
    return x86::cpuid(1).edx & 1u << 16;
}

bool has_gigabyte_pages()
{
    return x86::cpuid(0x8000'0001).edx & 1u << 26;
}

struct Survey {
    std::uint64_t tables = 1; // the top-level one
    std::uint64_t largest_page = 0;
};

Survey survey(page_walk::Tables const& tables)
{
    Survey found;
    tables.each([&](Entry const& entry) {
        if (entry.leaf())
            found.largest_page = std::max(found.largest_page, entry.size());
        else
            ++found.tables;
        return true;
    });
    return found;
}

// The memory type that a page's PAT, PCD and PWT select, without the MTRRs. Intel SDM Vol. 3A, "Paging and Memory
// Typing".
MemoryType type_of(Entry const& page, std::uint64_t attributes)
{
    auto const bits = static_cast<std::uint64_t>(page.bits);
    auto const attribute_bit = page.level == 1 ? 7 : 12;
    auto const index = (bits >> attribute_bit & 1) * 4 + (bits >> 3 & 3);
    return static_cast<MemoryType>(attributes >> 8 * index & 0xFF);
}

// A page that starts a run of 512 equal pages where one page of the next size would do. The stack must have small
// pages.
bool could_be_larger(Entry const& page, Evidence const& evidence)
{
    auto const& info = evidence.info;
    auto const size = page.size() << 9;
    bool const aligned = page.address.value % size == 0 && page.target().value % size == 0;
    bool const of_stack = page.address.value - info.stack_base < info.stack_size;
    if (!page.leaf() || !aligned || of_stack || page.level == 3 || (page.level == 2 && !has_gigabyte_pages()))
        return false;
    auto const flags = static_cast<std::uint64_t>(page.bits) & ~page_walk::address_bits;
    for (std::uint64_t offset = 0; offset < size; offset += page.size()) {
        auto const other = evidence.tables.page_at(page.address + offset);
        if (!other || other->level != page.level || other->target() != page.target() + offset ||
            (static_cast<std::uint64_t>(other->bits) & ~page_walk::address_bits) != flags)
            return false;
    }
    return true;
}

// The first page of [begin, end) in the direct map with another memory type.
std::optional<std::uint64_t> first_not(Evidence const& evidence, MemoryType type, std::uint64_t attributes,
                                       std::uint64_t begin, std::uint64_t end)
{
    for (auto physical = round_down(begin, page_size); physical < end;) {
        auto const address = evidence.memory.virtual_of({physical});
        auto const page = evidence.tables.page_at(address);
        if (!page || type_of(*page, attributes) != type)
            return physical;
        physical += page->end() - address;
    }
    return std::nullopt;
}

// The first page of another type: in the framebuffer, or in all other ranges that the direct map contains.
std::optional<std::uint64_t> first_not(Evidence const& evidence, MemoryType type, std::uint64_t attributes,
                                       bool framebuffer)
{
    for (auto const& range : evidence.ranges)
        if (memory_ranges::is_mapped(range.kind) && (range.kind == farjump::MemoryKind::framebuffer) == framebuffer)
            if (auto const wrong = first_not(evidence, type, attributes, range.base, memory_ranges::end_of(range)))
                return wrong;
    return std::nullopt;
}

void cacheability(Report& report, Evidence const& evidence)
{
    auto const there = has_page_attributes();
    auto const attributes = there ? x86::read_msr(x86::page_attributes_register) : 0;
    report.equal("page_attributes is what IA32_PAT holds, or 0 without PAT", evidence.info.paging.page_attributes,
                 attributes);
    if (there)
        report.equal("IA32_PAT is as after a reset, but for a write-combining entry 5", attributes,
                     promised_attributes);
    // Without PAT the entries have their values after a reset.
    auto const meaning = there ? attributes : 0x0007'0406'0007'0406;
    report.none("video memory (A0000h to BFFFFh) is uncached",
                first_not(evidence, MemoryType::uncached, meaning, 0xA0000, 0xC0000));
    report.none("all memory in the direct map is write-back",
                first_not(evidence, MemoryType::write_back, meaning, false));
    report.none("the framebuffer, if there is one, is write-combining, or uncached without PAT",
                first_not(evidence, there ? MemoryType::write_combining : MemoryType::uncached, meaning, true));
}

} // namespace

void paging(Report& report, Evidence const& evidence)
{
    auto const& promised = evidence.info.paging;
    auto const found = survey(evidence.tables);
    report.equal("paging.levels is what CR4.LA57 says", promised.levels,
                 has(x86::read_cr4(), x86::Cr4::five_levels) ? 5 : 4);
    report.equal("paging.cr4 is what CR4 holds", promised.cr4, std::to_underlying(x86::read_cr4()));
    report.equal("paging.tables is the number of page tables", promised.tables, found.tables);
    report.equal("paging.largest_page is the size of the largest page", promised.largest_page, found.largest_page);
    report.none("no page is smaller than its addresses and neighbours allow",
                evidence.tables.first([&](Entry const& entry) { return could_be_larger(entry, evidence); }));
    cacheability(report, evidence);
}

} // namespace check
