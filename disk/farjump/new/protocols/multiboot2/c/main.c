// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
//
// Multiboot2 Specification 2.0, "Boot information" (3.4). The information is a head and a list of tags, each on an
// 8-byte line. boot.asm maps the first 4 GiB at their physical addresses. farjump puts the kernel's path in front
// of the command line, GRUB 2 does not.
#include "console.h"

struct information {
    uint32_t size, reserved;
};

struct tag {
    uint32_t type, size; // in bytes, this head included
};

enum { command_line_tag = 1, memory_map_tag = 6 };

struct memory_map {
    struct tag tag;
    uint32_t entry_size, entry_version;
};

struct memory_range {
    uint64_t base, length;
    uint32_t kind, reserved;
};

static _Noreturn void halt(char const* words)
{
    print(words);
    for (;;)
        __asm__ volatile("cli; hlt");
}

// The first tag of this type, or 0.
static struct tag const* find(struct information const* information, uint32_t type)
{
    uint64_t const end = (uint64_t)information + information->size;
    uint64_t at = (uint64_t)(information + 1);
    while (at + sizeof(struct tag) <= end) {
        struct tag const* const tag = (struct tag const*)at;
        if (tag->type == type)
            return tag;
        if (tag->size < sizeof(struct tag))
            return 0;
        at += (tag->size + 7ull) & ~7ull;
    }
    return 0;
}

// The map does not tell where kernel and loader are: in usable memory.
static char const* name_of(uint32_t kind)
{
    switch (kind) {
    case 1: return "usable";
    case 3: return "ACPI tables";
    default: return "not for a kernel";
    }
}

_Noreturn void kernel_main(struct information const* information)
{
    open_com1(); // the specification does not say how the loader leaves it
    open_screen(0xB8000);
    struct tag const* const command_line = find(information, command_line_tag);
    struct memory_map const* const map = (struct memory_map const*)find(information, memory_map_tag);
    if (map == 0 || map->entry_size < sizeof(struct memory_range))
        halt("@NAME@: the loader gave no memory map\n");
    print("hello from @NAME@, with options ");
    print(command_line != 0 ? (char const*)(command_line + 1) : "that the loader did not give");
    print("\n");
    uint64_t const end = (uint64_t)map + map->tag.size;
    for (uint64_t at = (uint64_t)(map + 1); at + map->entry_size <= end; at += map->entry_size) {
        struct memory_range const* const range = (struct memory_range const*)at;
        print_range(range->base, range->length, name_of(range->kind));
    }
    halt("that was the memory map\n");
}
