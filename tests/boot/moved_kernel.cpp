// SPDX-License-Identifier: BSD-2-Clause
// Contains a position-independent kernel that prints its address on COM1, with text that it finds through pointers in
// its data.
#include "include/farjump/boot_info.hpp"

static void out8(unsigned short port, unsigned char value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void print(char const* words)
{
    for (; *words != 0; ++words)
        out8(0x3F8, static_cast<unsigned char>(*words));
}

static void print_hex(unsigned long number)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        out8(0x3F8, static_cast<unsigned char>("0123456789ABCDEF"[number >> shift & 15]));
}

// Changed by the program, so that the compiler cannot look through them: each needs a relocation.
static char const* volatile words[] = {"moved kernel: ", " ", "\n"};

extern "C" [[noreturn]] void _start(farjump::BootInfo const* info)
{
    auto const& placement = info->placement;
    bool const right = placement.position_independent == 1 && placement.slide == info->kernel_virtual &&
                       info->kernel_entry == reinterpret_cast<uint64_t>(&_start);
    print(words[0]);
    print_hex(info->kernel_virtual);
    print(words[1]);
    print_hex(info->kernel_physical);
    print(words[2]);
    out8(0xF4, right ? 0x10 : 0x12);
    for (;;)
        asm volatile("hlt");
}
