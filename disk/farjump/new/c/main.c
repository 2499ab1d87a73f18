// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
#include <farjump/boot_info.h>

FARJUMP_KERNEL_NOTE(0, 64 << 10, 0); // a stack of 64 KiB, please

static uint16_t volatile* screen; // of 80x25 characters
static unsigned place;

static void print_character(char character)
{
    enum { columns = 80, cells = 80 * 25 };
    uint8_t status = 0;
    for (int looks = 0; looks < 50000 && (status & 0x20) == 0; ++looks) // until the UART takes a character
        __asm__ volatile("inb %1, %0" : "=a"(status) : "Nd"((uint16_t)0x3FD));
    __asm__ volatile("outb %0, %1" : : "a"(character), "Nd"((uint16_t)0x3F8));
    if (character == '\n')
        place += columns - place % columns;
    else if (character != '\r')
        screen[place++] = (uint16_t)(0x0F00 | (uint8_t)character); // white on black
    if (place < cells)
        return;
    for (place = cells; place > cells - columns;) // the last line again, empty
        screen[--place] = 0x0F20;
}

static void print(char const* words)
{
    for (; *words != '\0'; ++words) {
        if (*words == '\n')
            print_character('\r');
        print_character(*words);
    }
}

static void print_hexadecimal(uint64_t number)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        print_character("0123456789ABCDEF"[number >> shift & 15]);
}

static char const* name_of(farjump_memory_kind kind)
{
    switch (kind) {
    case FARJUMP_MEMORY_USABLE: return "usable";
    case FARJUMP_MEMORY_LOADER: return "loader";
    case FARJUMP_MEMORY_KERNEL: return "kernel";
    case FARJUMP_MEMORY_MODULE: return "module";
    default: return "not for a kernel";
    }
}

_Noreturn void kernel_main(struct farjump_boot_info const* info)
{
    screen = (uint16_t volatile*)(info->direct_map_base + 0xB8000);
    for (place = 0; place < 80 * 25; ++place)
        screen[place] = 0x0F20;
    place = 0;
    print("hello from @NAME@, with options ");
    print(info->command_line.pointer);
    print("\n");
    for (uint64_t i = 0; i < info->memory_map_count; ++i) {
        struct farjump_memory_range const* const range = &info->memory_map.pointer[i];
        print_hexadecimal(range->base);
        print(" to ");
        print_hexadecimal(range->base + range->length - 1);
        print(" ");
        print(name_of(range->kind));
        print("\n");
    }
    print("that was the memory map\n");
    for (;;)
        __asm__ volatile("cli; hlt");
}
