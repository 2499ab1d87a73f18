// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the processor's state at the first instruction: docs/boot-info.md, "State of the machine".

#include "kernel/check/check.hpp"

#include "include/x86/control.hpp"
#include "include/x86/cpu.hpp"
#include "include/x86/msr.hpp"
#include "include/x86/port.hpp"
#include "kernel/memory/memory_ranges.hpp"
#include "kernel/notes/wishes.hpp"

#include <array>
#include <utility>

namespace check {
namespace {

using x86::Cr0;
using x86::Cr4;
using x86::Efer;

// RFLAGS. Intel SDM Vol. 1, "EFLAGS Register" (3.4.3).
constexpr std::uint64_t flags_interrupts = 1u << 9;       // IF
constexpr std::uint64_t flags_direction = 1u << 10;       // DF
constexpr std::uint64_t flags_nested_task = 1u << 14;     // NT
constexpr std::uint64_t flags_alignment_check = 1u << 18; // AC
constexpr std::uint64_t flags_always_set = 1u << 1;

// PAE, and of the controls that this kernel asks for, those that the processor has.
Cr4 promised_cr4()
{
    auto cr4 = Cr4::physical_address_extension;
    auto const add = [&](std::uint32_t wish, bool possible, Cr4 control) {
        if ((wishes.flags & wish) && possible)
            cr4 = cr4 | control;
    };
    using namespace x86::cpuid_bits;
    add(farjump::wish_five_levels, x86::has(five_levels), Cr4::five_levels);
    add(farjump::wish_smep, x86::has(smep), Cr4::supervisor_execution_prevention);
    add(farjump::wish_smap, x86::has(smap), Cr4::supervisor_access_prevention);
    add(farjump::wish_umip, x86::has(umip), Cr4::user_instruction_prevention);
    add(farjump::wish_sse, true, Cr4::fxsave | Cr4::simd_exceptions);
    return cr4;
}

std::uint32_t read_mxcsr()
{
    std::uint32_t value;
    asm volatile("stmxcsr %0" : "=m"(value));
    return value;
}

void control_registers(Report& report, farjump::BootInfo const& info)
{
    auto const cr0 = x86::read_cr0();
    report.promise("paging is on (CR0.PG, CR0.PE)", has(cr0, Cr0::paging | Cr0::protection));
    report.promise("the kernel cannot write read-only pages (CR0.WP)", has(cr0, Cr0::write_protect));
    report.promise("x87 and SSE instructions are not emulated (CR0.EM clear)", !has(cr0, Cr0::emulate_fpu));
    report.promise("the caches are on (CR0.CD, CR0.NW clear)",
                   !has(cr0, Cr0::cache_disable) && !has(cr0, Cr0::not_write_through));
    auto const due = Cr0::protection | Cr0::write_protect | Cr0::paging | Cr0::extension_type;
    report.equal("CR0 has no other bit than ET, MP if SSE was asked for, and NE as found",
                 std::to_underlying(cr0) & ~std::to_underlying(Cr0::numeric_error),
                 std::to_underlying(wishes.flags & farjump::wish_sse ? due | Cr0::monitor_coprocessor : due));

    auto const cr4 = x86::read_cr4();
    report.promise("page tables have PAE's format (CR4.PAE)", has(cr4, Cr4::physical_address_extension));
    report.equal("besides, CR4 has what was asked for and is available, and no other bit", std::to_underlying(cr4),
                 std::to_underlying(promised_cr4()));

    Efer const efer{x86::read_msr(x86::efer_register)};
    report.promise("long mode is on (EFER.LME, EFER.LMA)", has(efer, Efer::long_mode_enable | Efer::long_mode_active));
    report.equal("EFER.NXE is what no_execute says", has(efer, Efer::no_execute_enable), info.no_execute);
    auto const enabled = Efer::long_mode_enable | Efer::long_mode_active;
    report.equal("EFER has no other bit: no SCE", std::to_underlying(efer),
                 std::to_underlying(info.no_execute ? enabled | Efer::no_execute_enable : enabled));
    if (wishes.flags & farjump::wish_sse)
        report.equal("MXCSR is as after a reset", read_mxcsr(), 0x1F80);
}

void flags_and_registers(Report& report, EntryState const& entry)
{
    report.promise("interrupts are off (RFLAGS.IF)", !(entry.rflags & flags_interrupts));
    report.promise("string instructions go forward (RFLAGS.DF)", !(entry.rflags & flags_direction));
    report.promise("RFLAGS.AC and RFLAGS.NT are clear", !(entry.rflags & (flags_alignment_check | flags_nested_task)));
    report.equal("no other flag is set", entry.rflags, flags_always_set);

    report.equal("RBP is 0, so backtraces end here", entry.rbp, 0);
    report.equal("all other general registers but RDI and RSP are 0",
                 entry.rax | entry.rbx | entry.rcx | entry.rdx | entry.rsi | entry.r8 | entry.r9 | entry.r10 |
                     entry.r11 | entry.r12 | entry.r13 | entry.r14 | entry.r15,
                 0);
}

// Intel SDM Vol. 3A, "Code Segment Descriptor in 64-bit Mode".
bool is_flat_code64(std::uint64_t descriptor)
{
    constexpr std::uint64_t long_mode = 1ull << 53;       // L
    constexpr std::uint64_t default_32_bits = 1ull << 54; // D: must be 0 with L
    constexpr std::uint64_t present = 1ull << 47;
    constexpr std::uint64_t ring = 3ull << 45; // DPL
    constexpr std::uint64_t code = 3ull << 43; // S and the type's highest bit
    return (descriptor & (long_mode | default_32_bits | present | ring | code)) == (long_mode | present | code);
}

void segments(Report& report, Evidence const& evidence)
{
    auto const& entry = evidence.entry;
    auto const& gdt = entry.gdt;
    report.equal("the kernel runs in ring 0 (CS.RPL)", entry.cs & 3, 0);
    report.promise("CS is 08h, and that is in the GDT", entry.cs == 8 && (entry.cs | 7) <= gdt.limit);

    bool const reachable = evidence.memory.contains({gdt.base}) && evidence.memory.contains({gdt.base + gdt.limit}) &&
                           evidence.tables.page_at({gdt.base}) && evidence.tables.page_at({gdt.base + gdt.limit});
    report.promise("the GDT lies in the direct map", reachable);
    if (reachable) {
        auto const physical = evidence.tables.physical_of({gdt.base})->value;
        report.promise("the GDT lies in memory of kind loader",
                       memory_ranges::covered_by(evidence.ranges, physical, physical + gdt.limit + 1,
                                                 farjump::MemoryKind::loader));
        report.promise("CS is a flat 64-bit code segment",
                       is_flat_code64(*reinterpret_cast<std::uint64_t const*>(gdt.base + (entry.cs & 0xFFF8))));
    }
    report.equal("DS, ES, FS, GS and SS are null", entry.ds | entry.es | entry.fs | entry.gs | entry.ss, 0);
}

void interrupt_controllers(Report& report)
{
    constexpr std::uint16_t first_mask = 0x21; // 8259A, operation control word 1
    constexpr std::uint16_t second_mask = 0xA1;
    report.equal("the first 8259 masks all its interrupts", x86::in8(first_mask), 0xFF);
    report.equal("the second 8259 masks all its interrupts", x86::in8(second_mask), 0xFF);
}

} // namespace

void processor(Report& report, Evidence const& evidence)
{
    control_registers(report, evidence.info);
    flags_and_registers(report, evidence.entry);
    segments(report, evidence);
    interrupt_controllers(report);
}

} // namespace check
