// SPDX-License-Identifier: BSD-2-Clause
// The global descriptor table in memory, and the operand of LGDT.
#include "longmode/gdt.hpp"

#include <cstddef>

namespace gdt {

// The far jump to 64-bit mode reads its descriptor after paging has been enabled, so the table is in the page of the
// switch, which stays mapped. It is writable, because LTR writes to it.
[[gnu::section(".switch"), gnu::aligned(16)]] constinit std::array<Descriptor, table.size()> gdt_table = table;

// In real mode, LGDT reads this operand from stage 2's first 64 KiB: entry.asm, call.asm.
extern "C" {
[[gnu::section(".switch")]] constinit Pointer32 gdt_pointer{sizeof gdt_table - 1, &gdt_table};
}

} // namespace gdt
