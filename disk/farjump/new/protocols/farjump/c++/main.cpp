// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
#include "console.hpp"

#include <farjump/boot_info.hpp>

FARJUMP_KERNEL_NOTE(0, 64 << 10, 0); // a stack of 64 KiB, please

namespace {

char const* name_of(farjump::MemoryKind kind)
{
    using enum farjump::MemoryKind;
    switch (kind) {
    case usable: return "usable";
    case loader: return "loader";
    case kernel: return "kernel";
    case farjump::MemoryKind::module: return "module";
    default: return "not for a kernel";
    }
}

} // namespace

extern "C" [[noreturn]] void kernel_main(farjump::BootInfo const* info)
{
    Console console;
    console.open_screen(info->direct_map_base + 0xB8000);
    console.print("hello from @NAME@, with options ");
    console.print(info->command_line.pointer);
    console.print("\n");
    for (std::uint64_t i = 0; i < info->memory_map_count; ++i) {
        auto const& range = info->memory_map.pointer[i];
        console.print_range(range.base, range.length, name_of(range.kind));
    }
    console.print("that was the memory map\n");
    for (;;)
        asm volatile("cli; hlt");
}
