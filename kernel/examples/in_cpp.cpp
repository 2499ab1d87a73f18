// SPDX-License-Identifier: 0BSD
// Contains a position-independent kernel in C++. It wishes for a larger stack, and prints on COM1 its random address.
// docs/boot-info.md.
#include <farjump/boot_info.hpp>

namespace {

using farjump::BootInfo;

constexpr uint32_t wished_stack = 128 << 10;

[[gnu::section(".note.farjump.wishes"), gnu::used]]
constinit farjump::KernelNote const note{.stack_size = wished_stack};

void out8(uint16_t port, uint8_t value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

uint8_t in8(uint16_t port)
{
    uint8_t value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

// Waits until the UART of COM1 takes the character, but no longer than a broken one is worth.
void print(char character)
{
    constexpr uint16_t com1 = 0x3F8, line_status = com1 + 5;
    constexpr uint8_t transmitter_empty = 0x20;
    for (int looks = 0; looks < 50000 && (in8(line_status) & transmitter_empty) == 0; ++looks) {}
    out8(com1, static_cast<uint8_t>(character));
}

void print(char const* words)
{
    for (; *words != '\0'; ++words)
        print(*words);
}

void print_hex(uint64_t number)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        print("0123456789ABCDEF"[number >> shift & 15]);
}

// Addresses in data are what the loader relocates. (Volatile: else the compiler would do without this one.)
constinit char const* volatile greeting = "a kernel in C++ at ";

} // namespace

extern "C" [[noreturn]] void kernel_main(BootInfo const* info)
{
    bool const understood = info->magic == FARJUMP_MAGIC && info->version >= FARJUMP_VERSION;
    bool const granted = understood && info->stack_size == wished_stack && info->placement.position_independent;
    if (understood) {
        print(greeting);
        print_hex(info->kernel_virtual);
        print(", options \"");
        print(info->command_line.get());
        print("\"\r\n");
    }
    out8(0xF4, granted ? 0x10 : 0x12); // leaves QEMU where it has the device isa-debug-exit
    for (;;)
        asm volatile("cli; hlt");
}
