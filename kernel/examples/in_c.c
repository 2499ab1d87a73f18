// A kernel in C: says on COM1 what it was given, writes a word on the screen, and rests. docs/boot-info.md.
#include "include/farjump/boot_info.hpp"

#include <stdbool.h>

static void out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void print(char const* words)
{
    for (; *words != '\0'; ++words)
        out8(0x3F8, (uint8_t)*words);
}

static void print_number(uint64_t number)
{
    char digits[21];
    char* begin = &digits[20];
    *begin = '\0';
    do {
        *--begin = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    print(begin);
}

static uint64_t usable_bytes(farjump_BootInfo const* info)
{
    farjump_MemoryRange const* ranges = FARJUMP_GET(farjump_MemoryRange, info->memory_map);
    uint64_t sum = 0;
    for (uint64_t i = 0; i < info->memory_map_count; ++i)
        if (ranges[i].kind == farjump_MemoryKind_usable)
            sum += ranges[i].length;
    return sum;
}

static void write_on_screen(farjump_BootInfo const* info, char const* words)
{
    if (info->screen.kind != farjump_ScreenKind_text)
        return;
    uint16_t volatile* cell = (uint16_t volatile*)(uintptr_t)(info->direct_map_base + 0xB8000);
    while (*words != '\0')
        *cell++ = (uint16_t)(0x0F00 | (uint8_t)*words++);       // white on black
}

_Noreturn void kernel_main(farjump_BootInfo const* info)
{
    bool const understood = info->magic == FARJUMP_MAGIC && info->version >= FARJUMP_VERSION;
    if (understood) {
        print("a kernel in C: ");
        print(FARJUMP_GET(char, info->kernel_path));
        print(", ");
        print_number(usable_bytes(info) >> 20);
        print(" MiB are usable\n");
        write_on_screen(info, "hello from a kernel in C");
    }
    out8(0xF4, understood ? 0x10 : 0x12);       // leaves QEMU where it has the device isa-debug-exit
    for (;;)
        __asm__ volatile("cli; hlt");
}
