// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
//
// The loader looks for the requests below in the kernel's file. It writes into each request that it knows the address
// of its response; the others keep 0. The Limine Boot Protocol, "Base protocol revisions", "Requests delimiters",
// "Features".
#include "console.h"

struct direct_map_response {
    uint64_t revision, base;
};

struct command_line_response {
    uint64_t revision;
    char const* words;
};

struct memory_range {
    uint64_t base, length, kind;
};

struct memory_map_response {
    uint64_t revision, count;
    struct memory_range const* const* ranges;
};

enum { usable = 0, loader = 5, kernel_and_modules = 6 }; // kinds of memory

#define ID(a, b) {0xC7B1DD30DF4C8B88, 0x0A82E883A194F07B, a, b}

// It is volatile because the loader changes it, which the compiler cannot know.
static struct {
    uint64_t start[4];
    uint64_t base_revision[3]; // the loader makes the last one 0 if it knows this revision
    struct {
        uint64_t id[4], revision;
        struct direct_map_response const* response;
    } direct_map;
    struct {
        uint64_t id[4], revision;
        struct command_line_response const* response;
    } command_line;
    struct {
        uint64_t id[4], revision;
        struct memory_map_response const* response;
    } memory_map;
    uint64_t end[2];
} volatile requests = {
    .start = {0xF6B8F4B39DE7D1AE, 0xFAB91A6940FCB9CF, 0x785C6ED015D3E316, 0x181E920A7852B9D9},
    .base_revision = {0xF9562B2D5C95A6C8, 0x6A7B384944536BDC, 2},
    .direct_map.id = ID(0x48DCF1CB8AD2B852, 0x63984E959A98244B), // "HHDM Feature"
    .command_line.id = ID(0x4B161536E598651E, 0xB390AD4A2F1F303A),
    .memory_map.id = ID(0x67CF3D9D378A806F, 0xE304ACDFC50C3C62),
    .end = {0xADC0E0531BB10D03, 0x9572709F31764C62},
};

static _Noreturn void halt(char const* words)
{
    print(words);
    for (;;)
        __asm__ volatile("cli; hlt");
}

static char const* name_of(uint64_t kind)
{
    switch (kind) {
    case usable: return "usable";
    case loader: return "loader"; // the kernel's, too, as soon as it needs nothing of the loader any more
    case kernel_and_modules: return "kernel";
    default: return "not for a kernel";
    }
}

_Noreturn void kernel_main(void)
{
    open_com1(); // the protocol does not say how the loader leaves it
    if (requests.base_revision[2] != 0)
        halt("@NAME@: the loader does not know base revision 2\n");
    struct direct_map_response const* const direct_map = requests.direct_map.response;
    struct memory_map_response const* const memory_map = requests.memory_map.response;
    struct command_line_response const* const command_line = requests.command_line.response;
    if (direct_map == 0 || memory_map == 0)
        halt("@NAME@: the loader gave no memory map\n");

    // Up to base revision 2, all of the first 4 GiB is in the direct map, video memory, too: "Entry memory layout".
    // farjump starts a kernel that does not ask for a framebuffer with the text screen; other loaders may not, so look
    // at COM1 there.
    open_screen(direct_map->base + 0xB8000);
    print("hello from @NAME@, with options ");
    print(command_line != 0 ? command_line->words : "that the loader did not give");
    print("\n");
    for (uint64_t i = 0; i < memory_map->count; ++i) {
        struct memory_range const* const range = memory_map->ranges[i];
        print_range(range->base, range->length, name_of(range->kind));
    }
    halt("that was the memory map\n");
}
