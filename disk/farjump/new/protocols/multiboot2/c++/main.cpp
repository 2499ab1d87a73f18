// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
//
// Multiboot2 Specification 2.0, "Boot information" (3.4). The information is a head and a list of tags, each on an
// 8-byte line. boot.asm maps the first 4 GiB at their physical addresses. farjump puts the kernel's path in front
// of the command line, GRUB 2 does not.
#include "console.hpp"

namespace {

struct Information {
    std::uint32_t size, reserved;
};

struct Tag {
    std::uint32_t type, size; // in bytes, this head included
};

struct CommandLine : Tag {
    static constexpr std::uint32_t own_type = 1;

    char const* words() const { return reinterpret_cast<char const*>(this + 1); }
};

struct MemoryMap : Tag {
    static constexpr std::uint32_t own_type = 6;

    std::uint32_t entry_size, entry_version;
};

struct MemoryRange {
    std::uint64_t base, length;
    std::uint32_t kind, reserved;
};

[[noreturn]] void halt(Console& console, char const* words)
{
    console.print(words);
    for (;;)
        asm volatile("cli; hlt");
}

std::uint64_t address_of(void const* place)
{
    return reinterpret_cast<std::uint64_t>(place);
}

// The first tag of this type, or a null pointer.
template <typename Wanted>
Wanted const* find(Information const& information)
{
    auto const end = address_of(&information) + information.size;
    auto at = address_of(&information + 1);
    while (at + sizeof(Tag) <= end) {
        auto const* const tag = reinterpret_cast<Tag const*>(at);
        if (tag->type == Wanted::own_type)
            return static_cast<Wanted const*>(tag);
        if (tag->size < sizeof(Tag))
            return nullptr;
        at += (std::uint64_t{tag->size} + 7) / 8 * 8;
    }
    return nullptr;
}

// The map does not tell where kernel and loader are: in usable memory.
char const* name_of(std::uint32_t kind)
{
    switch (kind) {
    case 1: return "usable";
    case 3: return "ACPI tables";
    default: return "not for a kernel";
    }
}

} // namespace

extern "C" [[noreturn]] void kernel_main(Information const* information)
{
    Console console;
    Console::open_com1(); // the specification does not say how the loader leaves it
    console.open_screen(0xB8000);
    auto const* const command_line = find<CommandLine>(*information);
    auto const* const map = find<MemoryMap>(*information);
    if (map == nullptr || map->entry_size < sizeof(MemoryRange))
        halt(console, "@NAME@: the loader gave no memory map\n");
    console.print("hello from @NAME@, with options ");
    console.print(command_line != nullptr ? command_line->words() : "that the loader did not give");
    console.print("\n");
    auto const end = address_of(map) + map->size;
    for (auto at = address_of(map + 1); at + map->entry_size <= end; at += map->entry_size) {
        auto const& range = *reinterpret_cast<MemoryRange const*>(at);
        console.print_range(range.base, range.length, name_of(range.kind));
    }
    halt(console, "that was the memory map\n");
}
