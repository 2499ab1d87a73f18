// SPDX-License-Identifier: BSD-2-Clause
// The descriptor tables with which a kernel starts, and the loader's own addition to them: the report of the kernel's
// first fault. The Limine Boot Protocol, "Machine state at entry", "x86-64".
#pragma once

#include "longmode/early_faults.hpp"
#include "longmode/gdt.hpp"
#include "stage2/bios/graphics.hpp"
#include "stage2/machine/processors/start_page.hpp"
#include "stage2/protocols/limine/address_space.hpp"

#include <array>
#include <cstdint>

namespace limine {

// The selectors that the protocol defines.
inline constexpr std::uint16_t code_selector = 0x28;
inline constexpr std::uint16_t data_selector = 0x30;
inline constexpr std::uint16_t task_selector = 0x38;

using Gdt = std::array<gdt::Descriptor, 9>;

// Segments of 16, 32 and 64 bits; and a task whose stacks nothing uses.
inline constexpr Gdt gdt_table{
    0,
    gdt::segment(gdt::Kind::code, gdt::Width::bits16),
    gdt::segment(gdt::Kind::data, gdt::Width::bits16),
    gdt::segment(gdt::Kind::code, gdt::Width::bits32),
    gdt::segment(gdt::Kind::data, gdt::Width::bits32),
    0x0020'9B00'0000'0000, // 64-bit code: L, present
    0x0000'9300'0000'0000, // data
    0x0000'8900'0000'0000,
    0x00, // task state segment: base 0, limit 0
};

// Entries 0 to 5 are as the protocol says; kernels use entry 5 for the framebuffer.
inline constexpr std::uint64_t page_attributes = 0x0007'0105'0007'0406;

struct EntryArea {
    early_faults::Area faults; // first, because it needs page alignment
    Gdt gdt;
    std::array<std::uint8_t, bios::font_size> font; // for the report of a fault in graphics
};

// Fills `area`, which is at `address` in the kernel's address space. The task and the report of faults need
// prepare_fault_report().
void prepare(EntryArea& area);

// Lets the area's IDT lead exceptions to the reporter, whose code is also mapped at fault_report_page.
void prepare_fault_report(EntryArea& area, VirtAddr address, fault_report::Facts const& facts);

} // namespace limine
