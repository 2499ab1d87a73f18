// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
//
// The loader looks for the requests below in the kernel's file. It writes into each request that it knows the address
// of its response; the others keep 0. The Limine Boot Protocol, "Base protocol revisions", "Requests delimiters",
// "Features".
#include "console.hpp"

namespace {

using std::uint64_t;

struct DirectMap {
    uint64_t revision, base;
};

struct CommandLine {
    uint64_t revision;
    char const* words;
};

struct MemoryRange {
    uint64_t base, length, kind;
};

struct MemoryMap {
    uint64_t revision, count;
    MemoryRange const* const* ranges;
};

template <typename Response>
struct Request {
    constexpr Request(uint64_t a, uint64_t b) : id{0xC7B1DD30DF4C8B88, 0x0A82E883A194F07B, a, b} {}

    uint64_t id[4], revision = 0;
    Response const* response = nullptr;
};

struct Requests {
    uint64_t start[4]{0xF6B8F4B39DE7D1AE, 0xFAB91A6940FCB9CF, 0x785C6ED015D3E316, 0x181E920A7852B9D9};
    uint64_t base_revision[3]{0xF9562B2D5C95A6C8, 0x6A7B384944536BDC, 2};  // the loader makes 2 to 0 if it knows it
    Request<DirectMap> direct_map{0x48DCF1CB8AD2B852, 0x63984E959A98244B}; // "HHDM Feature"
    Request<CommandLine> command_line{0x4B161536E598651E, 0xB390AD4A2F1F303A};
    Request<MemoryMap> memory_map{0x67CF3D9D378A806F, 0xE304ACDFC50C3C62};
    uint64_t end[2]{0xADC0E0531BB10D03, 0x9572709F31764C62};
};

constinit Requests volatile requests; // volatile because the loader changes it, which the compiler cannot know

[[noreturn]] void halt(Console& console, char const* words)
{
    console.print(words);
    for (;;)
        asm volatile("cli; hlt");
}

char const* name_of(uint64_t kind)
{
    switch (kind) {
    case 0: return "usable";
    case 5: return "loader"; // the kernel's, too, as soon as it needs nothing of the loader any more
    case 6: return "kernel"; // and modules
    default: return "not for a kernel";
    }
}

} // namespace

extern "C" [[noreturn]] void kernel_main()
{
    Console console;
    Console::open_com1(); // the protocol does not say how the loader leaves it
    if (requests.base_revision[2] != 0)
        halt(console, "@NAME@: the loader does not know base revision 2\n");
    auto const* const direct_map = requests.direct_map.response;
    auto const* const memory_map = requests.memory_map.response;
    auto const* const command_line = requests.command_line.response;
    if (direct_map == nullptr || memory_map == nullptr)
        halt(console, "@NAME@: the loader gave no memory map\n");

    // Up to base revision 2, all of the first 4 GiB is in the direct map, video memory, too: "Entry memory layout".
    // farjump starts a kernel that does not ask for a framebuffer with the text screen; other loaders may not, so look
    // at COM1 there.
    console.open_screen(direct_map->base + 0xB8000);
    console.print("hello from @NAME@, with options ");
    console.print(command_line != nullptr ? command_line->words : "that the loader did not give");
    console.print("\n");
    for (uint64_t i = 0; i < memory_map->count; ++i) {
        auto const& range = *memory_map->ranges[i];
        console.print_range(range.base, range.length, name_of(range.kind));
    }
    halt(console, "that was the memory map\n");
}
