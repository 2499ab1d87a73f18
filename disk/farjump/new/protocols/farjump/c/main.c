// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
#include "console.h"

#include <farjump/boot_info.h>

FARJUMP_KERNEL_NOTE(0, 64 << 10, 0); // a stack of 64 KiB, please

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
    open_screen(info->direct_map_base + 0xB8000);
    print("hello from @NAME@, with options ");
    print(info->command_line.pointer);
    print("\n");
    for (uint64_t i = 0; i < info->memory_map_count; ++i) {
        struct farjump_memory_range const* const range = &info->memory_map.pointer[i];
        print_range(range->base, range->length, name_of(range->kind));
    }
    print("that was the memory map\n");
    for (;;)
        __asm__ volatile("cli; hlt");
}
