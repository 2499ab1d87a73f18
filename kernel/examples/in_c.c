// SPDX-License-Identifier: 0BSD
// Contains a kernel in C. It wishes for a larger stack, prints on COM1 what it received, and halts. docs/boot-info.md.
#include <farjump/boot_info.h>
#include <stdbool.h>

enum { COM1 = 0x3F8, LINE_STATUS = COM1 + 5, TRANSMITTER_EMPTY = 0x20, PATIENCE = 50000 };

FARJUMP_KERNEL_NOTE(FARJUMP_WISH_SMEP | FARJUMP_WISH_UMIP, 128 << 10, 0);

static void out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t in8(uint16_t port)
{
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

// Each character waits until the UART takes it, but no longer than a broken one is worth.
static void print(char const* words)
{
    for (; *words != '\0'; ++words) {
        for (int looks = 0; looks < PATIENCE && (in8(LINE_STATUS) & TRANSMITTER_EMPTY) == 0; ++looks) {}
        out8(COM1, (uint8_t)*words);
    }
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

static uint64_t usable_bytes(struct farjump_boot_info const* info)
{
    struct farjump_memory_range const* ranges = info->memory_map.pointer;
    uint64_t sum = 0;
    for (uint64_t i = 0; i < info->memory_map_count; ++i)
        if (ranges[i].kind == FARJUMP_MEMORY_USABLE)
            sum += ranges[i].length;
    return sum;
}

_Noreturn void kernel_main(struct farjump_boot_info const* info)
{
    bool const understood = info->magic == FARJUMP_MAGIC && info->version >= FARJUMP_VERSION;
    if (understood) {
        print("a kernel in C: ");
        print(info->kernel_path.pointer);
        print(", ");
        print_number(usable_bytes(info) >> 20);
        print(" MiB are usable\r\n");
    }
    bool const granted = understood && info->stack_size == 128 << 10;
    out8(0xF4, granted ? 0x10 : 0x12); // leaves QEMU where it has the device isa-debug-exit
    for (;;)
        __asm__ volatile("cli; hlt");
}
