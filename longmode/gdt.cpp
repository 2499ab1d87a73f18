// The descriptor table in memory, and what LGDT takes to find it.
#include "longmode/gdt.hpp"

#include <cstddef>

namespace gdt {

// The far jump into 64-bit mode reads its descriptor when paging is on already: the table must lie in the page that the
// switch runs through. LTR writes to it.
[[gnu::section(".switch"), gnu::aligned(16)]] constinit std::array<Descriptor, table.size()> gdt_table = table;

// In real mode LGDT takes this from stage 2's first 64 KiB: entry.asm, call.asm.
extern "C" {
[[gnu::section(".switch")]] constinit Pointer32 gdt_pointer{sizeof gdt_table - 1, &gdt_table};
}

} // namespace gdt
