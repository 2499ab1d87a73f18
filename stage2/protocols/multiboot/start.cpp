// SPDX-License-Identifier: BSD-2-Clause
// Copies the code of start.asm to where no move writes.
#include "stage2/protocols/multiboot/start.hpp"

#include "stage2/memory/bulk.hpp"

// start.asm
extern "C" std::byte const multiboot_start_code[];
extern "C" std::byte const multiboot_start_code_end[];

namespace multiboot {

void prepare(Start& start)
{
    auto const address = [](void const* object) {
        return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(object));
    };
    auto const size = static_cast<std::size_t>(multiboot_start_code_end - multiboot_start_code);
    bulk::copy(MutableBytes{start.code}.first(size), {multiboot_start_code, size});
    start.gdt = {0, 0, gdt::segment(gdt::Kind::code, gdt::Width::bits32),
                 gdt::segment(gdt::Kind::data, gdt::Width::bits32)};
    start.gdt_limit = sizeof start.gdt - 1;
    start.gdt_base = address(&start) + offsetof(Start, gdt);
    start.idt_limit = 0x3FF;
    start.idt_base = 0;
    start.move_count = 0;
}

void run(Start const& start)
{
    reinterpret_cast<void (*)(Start const*)>(reinterpret_cast<std::uintptr_t>(start.code.data()))(&start);
    __builtin_unreachable();
}

} // namespace multiboot
