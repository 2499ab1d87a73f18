// SPDX-License-Identifier: BSD-2-Clause
// Copies the code of start_page.asm to a page below 1 MiB and fills in its variables.
#include "stage2/machine/processors/start_page.hpp"

#include "stage2/memory/bulk.hpp"

// start_page.asm
extern "C" std::byte const start_page_code[];
extern "C" std::byte const start_page_enter[];
extern "C" std::byte const start_page_entry_32[];
extern "C" std::byte const start_page_entry_64[];
extern "C" std::byte const start_page_code_end[];

namespace start_page {

namespace {

std::array<std::byte, 2 * page_size> room; // contains a page at a multiple of the page size
std::array<std::byte, page_size> stack;

std::uint32_t address_of(void const* object)
{
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(object));
}

Page& page()
{
    return *reinterpret_cast<Page*>(round_up(reinterpret_cast<std::uintptr_t>(room.data()), page_size));
}

// The address in the page of a label of start_page.asm.
std::uint32_t in_page(std::byte const* label)
{
    return address_of(&page()) + static_cast<std::uint32_t>(label - start_page_code);
}

} // namespace

PhysAddr place()
{
    return {address_of(&page())};
}

void prepare(Environment const& environment)
{
    auto& page = start_page::page();
    auto const size = static_cast<std::size_t>(start_page_code_end - start_page_code);
    bulk::copy(MutableBytes{page.code}.first(size), {start_page_code, size});
    page.environment = environment;
    page.gdt = gdt::table;
    page.gdt_limit = sizeof page.gdt - 1;
    page.gdt_base = address_of(&page) + offsetof(Page, gdt);
    page.entry_32 = in_page(start_page_entry_32);
    page.entry_32_selector = static_cast<std::uint16_t>(gdt::Selector::code32);
    page.entry_64 = in_page(start_page_entry_64);
    page.entry_64_selector = static_cast<std::uint16_t>(gdt::Selector::code64);
    page.stack_top = address_of(stack.data() + stack.size());
    page.arrives = address_of(reinterpret_cast<void const*>(&processor_arrives));
    page.rdi_mask = ~std::uint64_t{0};
}

void expect(std::uint64_t structure)
{
    page().structure = structure;
    __atomic_store_n(&page().waiting, 0, __ATOMIC_RELEASE);
}

bool is_waiting()
{
    return __atomic_load_n(&page().waiting, __ATOMIC_ACQUIRE) != 0;
}

void enter(std::uint64_t structure)
{
    expect(structure);
    page().rdi_mask = 0;
    asm volatile("jmp *%0" : : "r"(in_page(start_page_enter)), "b"(&page()) : "memory");
    __builtin_unreachable();
}

} // namespace start_page
