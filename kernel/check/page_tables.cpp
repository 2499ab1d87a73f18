// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about every entry of the live page tables: docs/boot-info.md, "Virtual layout".

#include "kernel/check/check.hpp"

#include "include/x86/control.hpp"
#include "include/x86/cpu.hpp"
#include "kernel/memory/memory_ranges.hpp"

namespace check {
namespace {

using farjump::MemoryKind;
using page_walk::Bits;
using page_walk::Entry;

// The end of the address space's lower half.
constexpr std::uint64_t upper_half = 0xFFFF'8000'0000'0000;

struct Processor {
    std::uint64_t beyond_physical; // address bits that this processor does not have
    bool gigabyte_pages;
};

// Intel SDM Vol. 2, "CPUID", leaves 80000001h and 80000008h; without the latter there are 36 bits.
Processor examine_processor()
{
    auto const has_address_sizes = x86::has_leaf(x86::extended_leaves + 8);
    auto const address_width = has_address_sizes ? x86::cpuid(x86::extended_leaves + 8).eax & 0xFF : 36;
    return {page_walk::address_bits & ~((1ull << address_width) - 1), x86::has(x86::cpuid_bits::gigabyte_pages)};
}

// True if the processor would raise a page fault with RSVD in the error code. Intel SDM Vol. 3A, "4-Level Paging and
// 5-Level Paging", tables of entry formats. Emulators do not always check these bits.
bool has_reserved_bit(Entry const& entry, Processor const& processor, bool no_execute)
{
    auto const bits = static_cast<std::uint64_t>(entry.bits);
    bool const large = entry.level > 1 && has(entry.bits, Bits::large);
    if (bits & processor.beyond_physical)
        return true;
    if (has(entry.bits, Bits::no_execute) && !no_execute)
        return true;
    if (large && (entry.level > page_walk::highest_page_level || (entry.level == 3 && !processor.gigabyte_pages)))
        return true;
    auto const low_address = (entry.size() - 1) & ~std::uint64_t{0x1FFF}; // bits 0 to 11 are flags, 12 is PAT
    return large && (bits & low_address);
}

bool table_outside_loader(Entry const& entry, Evidence const& evidence)
{
    auto const table = entry.target().value;
    return !entry.leaf() && !memory_ranges::covered_by(evidence.ranges, table, table + page_size, MemoryKind::loader);
}

bool writable_and_executable(Entry const& entry)
{
    return entry.leaf() && entry.rights.writable && entry.rights.executable;
}

// True for a page that is not in docs/boot-info.md, "Virtual layout".
bool unexpected(Entry const& entry, farjump::BootInfo const& info)
{
    auto const within = [&](std::uint64_t base, std::uint64_t size) {
        return entry.address.value >= base && entry.size() <= size && entry.address.value - base <= size - entry.size();
    };
    return entry.leaf() && !within(info.direct_map_base, info.direct_map_length) &&
           !within(info.kernel_virtual, info.kernel_size) && !within(info.stack_base, info.stack_size) &&
           !within(info.stack_base + info.stack_size + page_size, page_size) // the fault reporter
           && !(info.processors.count != 0 && within(info.stack_base + info.stack_size + 3 * page_size, page_size)) &&
           !within(info.identity_page, page_size);
}

// The identity page, from which the loader switched on paging, is the only one allowed in the lower half.
void identity_page(Report& report, Evidence const& evidence)
{
    auto const page = evidence.info.identity_page;
    report.none("only the identity page is mapped in the lower half", evidence.tables.first([page](Entry const& entry) {
        return entry.leaf() && entry.address.value < upper_half &&
               (entry.address.value != page || entry.size() != page_size);
    }));
    auto const found = evidence.tables.page_at({page});
    report.promise("the identity page is mapped at its own address, read-only and executable",
                   found && found->target() == PhysAddr{page} && !found->rights.writable && found->rights.executable);
    report.promise("the identity page lies in memory of kind loader",
                   memory_ranges::covered_by(evidence.ranges, page, page + page_size, MemoryKind::loader));
}

} // namespace

void page_tables(Report& report, Evidence const& evidence)
{
    auto const& tables = evidence.tables;
    auto const root = tables.root().value;
    report.equal("CR3 holds page_table_root and nothing else", x86::read_cr3(), evidence.info.page_table_root);
    report.promise("the top-level page table lies in memory of kind loader",
                   memory_ranges::covered_by(evidence.ranges, root, root + page_size, MemoryKind::loader));
    report.none("all other page tables lie in memory of kind loader",
                tables.first([&](Entry const& entry) { return table_outside_loader(entry, evidence); }));

    auto const processor = examine_processor();
    bool const no_execute = evidence.info.no_execute;
    report.none("no entry has a reserved bit set",
                tables.first([&](Entry const& entry) { return has_reserved_bit(entry, processor, no_execute); }));
    if (no_execute)
        report.none("no page is writable and executable", tables.first(writable_and_executable));
    report.none("no page is open to user mode",
                tables.first([](Entry const& entry) { return entry.leaf() && entry.rights.user; }));
    report.promise("virtual address 0 is not mapped", !tables.page_at({0}));
    identity_page(report, evidence);
    report.none("nothing is mapped but direct map, kernel, stack, fault reporter, start page and identity page",
                tables.first([&](Entry const& entry) { return unexpected(entry, evidence.info); }));
}

} // namespace check
