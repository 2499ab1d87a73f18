// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
#include <farjump/boot_info.hpp>

#include <cstdint>

FARJUMP_KERNEL_NOTE(0, 64 << 10, 0); // a stack of 64 KiB, please

namespace {

// The text screen and the serial line, as the loader leaves them.
class Console {
public:
    explicit Console(std::uint64_t direct_map)
        : screen_(reinterpret_cast<std::uint16_t volatile*>(direct_map + 0xB8000))
    {
        for (unsigned i = 0; i < cells; ++i)
            screen_[i] = empty;
    }

    void print(char const* words)
    {
        for (; *words != '\0'; ++words) {
            if (*words == '\n')
                send('\r');
            send(*words);
            show(*words);
        }
    }

    void print(std::uint64_t number)
    {
        char words[17]{};
        for (int i = 0; i < 16; ++i)
            words[i] = "0123456789ABCDEF"[number >> (60 - 4 * i) & 15];
        print(words);
    }

private:
    static constexpr unsigned columns = 80, cells = 80 * 25;
    static constexpr std::uint16_t white = 0x0F00, empty = white | ' ';

    static void send(char character)
    {
        std::uint8_t status = 0;
        for (int looks = 0; looks < 50000 && (status & 0x20) == 0; ++looks) // until the UART takes a character
            asm volatile("inb %1, %0" : "=a"(status) : "Nd"(std::uint16_t{0x3FD}));
        asm volatile("outb %0, %1" : : "a"(character), "Nd"(std::uint16_t{0x3F8}));
    }

    void show(char character)
    {
        if (character == '\n')
            place_ += columns - place_ % columns;
        else
            screen_[place_++] = static_cast<std::uint16_t>(white | static_cast<std::uint8_t>(character));
        if (place_ < cells)
            return;
        place_ = cells - columns; // the last line again, empty
        for (unsigned i = place_; i < cells; ++i)
            screen_[i] = empty;
    }

    std::uint16_t volatile* screen_;
    unsigned place_ = 0;
};

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
    Console console(info->direct_map_base);
    console.print("hello from @NAME@, with options ");
    console.print(info->command_line.pointer);
    console.print("\n");
    for (std::uint64_t i = 0; i < info->memory_map_count; ++i) {
        auto const& range = info->memory_map.pointer[i];
        console.print(range.base);
        console.print(" to ");
        console.print(range.base + range.length - 1);
        console.print(" ");
        console.print(name_of(range.kind));
        console.print("\n");
    }
    console.print("that was the memory map\n");
    for (;;)
        asm volatile("cli; hlt");
}
