// SPDX-License-Identifier: BSD-2-Clause
// Prepares the descriptor for the return to real mode.
#include "stage2/protocols/real_mode/start.hpp"

#include "include/layout.hpp"
#include "longmode/gdt.hpp"

// start.asm
extern "C" [[noreturn]] void start_in_real_mode(real_mode::Registers const* registers);

namespace real_mode {

// The core's own 16-bit segment begins at the core. The code in start.asm is in the annex.
void start(Registers const& registers)
{
    auto const index = static_cast<std::size_t>(gdt::Selector::code16) / sizeof(gdt::Descriptor);
    gdt::gdt_table[index] = gdt::segment(gdt::Kind::code, gdt::Width::bits16, layout::annex_base);
    start_in_real_mode(&registers);
}

} // namespace real_mode
