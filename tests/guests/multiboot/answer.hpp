// SPDX-License-Identifier: BSD-2-Clause
// The data that the checks look at: the machine's state at entry, the loader's answer in a form that Multiboot 1 and 2
// share, and what this kernel may expect. Addresses are physical and 32 bits wide, because paging is off; all memory
// may be read, and blocks are [begin, end).
//
// "Multiboot Specification version 0.6.96", "Boot information format" (3.3); "Multiboot2 Specification 2.0", "Boot
// information" (3.6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace guest {

using Address = std::uint32_t;

struct Block {
    Address begin, end;

    bool overlaps(Block other) const { return begin < other.end && other.begin < end; }
    bool contains(Block other) const { return begin <= other.begin && other.end <= end; }
};

struct Segment {
    std::uint32_t selector, limit, rights; // what LSL and LAR answer; 0 for a selector without a descriptor
};

enum SegmentIndex { CS, DS, ES, FS, GS, SS, SEGMENTS };

// Written by entry.asm.
struct EntryState {
    std::uint32_t eax, ebx, esp, eflags, cr0, cr4;
    Segment segments[SEGMENTS];
    std::uint16_t gdt_limit;
    std::uint16_t gdt_base_low, gdt_base_high;
    std::uint16_t unused;
    std::uint8_t pic_masks[2];
    std::uint8_t a20_is_open; // measured by run()
    std::uint8_t unused2;
    std::uint8_t low_memory[0x500]; // interrupt vectors and BIOS data area
};

// Bytes that a further PT_LOAD of the file fills by known_byte(), and zeros behind them.
struct KnownSegment {
    Address begin;
    std::uint32_t file_size, memory_size;
};

// Written by header.asm.
struct Expectation {
    std::uint32_t protocol;             // 1 or 2
    Address link_base;                  // where the image begins if nothing moved it
    std::uint32_t width, height, depth; // of a screen in graphics; 0: text
    std::uint32_t symbol_class;         // bits of the ELF file whose symbols are loaded: 32 or 64; 0: none
    std::uint32_t modules;
    std::uint32_t mutate;      // whether to prove afterwards that the checks can fail
    std::uint32_t relocatable; // whether the image may be anywhere
    std::uint32_t may_be_text; // whether text is right, too, where graphics are expected
    Block allowed;             // where a relocatable image may be
    std::uint32_t text_sum;    // of the 32-bit words of code and constants
    KnownSegment segments[3];  // unused ones are empty
    char path[64], words[64];  // of the kernel's command line
};

#pragma GCC visibility push(hidden) // so that a relocatable image finds them without its table of addresses
extern "C" EntryState entry_state;
extern "C" Expectation const expectation;
extern "C" char image_begin[], text_end[], data_end[], bss_begin[], bss_end[];
#pragma GCC visibility pop

struct Range {
    std::uint64_t base, size;
    std::uint32_t type;
};
constexpr std::uint32_t USABLE = 1;
constexpr std::uint32_t RANGE_STEP = 24;
constexpr std::size_t MOST_RANGES = 512;
constexpr std::size_t MOST_MODULES = 16;

struct Module {
    Block bytes;
    Address words;
    Address record; // where the answer has `bytes`
};

struct Amounts {
    Address record;
    std::uint32_t lower, upper; // KiB from 0 and from 1 MiB
};

struct BootDevice {
    Address record;
    std::uint32_t drive, partition, sub_partition; // 0xFFFFFFFF: unused
};

struct Screen {
    Address record; // where the answer has the following, up to `type`
    std::uint64_t address;
    std::uint32_t pitch, width, height; // bytes, pixels or characters
    std::uint8_t depth, type;
    Address colours_record;  // where the answer has `colours`
    std::uint8_t colours[6]; // position and size of red, green, blue
};
enum ScreenType : std::uint8_t { PALETTE, RGB, TEXT };

struct Vbe {
    Address control, mode; // the blocks of VBE's functions 00h and 01h
    std::uint16_t number;
    Address number_record; // where the answer has it
};

struct Sections {
    Address table;
    std::uint32_t count, entry_size, names; // the index of the section with the names
};

// A part of the answer that must lie in memory of its own.
struct Piece {
    char const* name;
    Block bytes;
};
constexpr std::size_t MOST_PIECES = 64;

struct Answer {
    std::optional<Address> line, loader; // strings
    std::optional<Amounts> amounts;
    std::optional<BootDevice> device;
    std::optional<Screen> screen;
    std::optional<Vbe> vbe;
    std::optional<Sections> sections;
    std::optional<Block> old_rsdp, new_rsdp, smbios, apm;
    std::optional<Address> load_base;
    Address map_record; // where the answer has the first range's base; the next is RANGE_STEP behind; 0: no map
    std::span<Range> ranges;
    std::span<Module> modules;
    std::span<Piece> pieces;
};

// Reads an object of physical memory at any alignment.
template <typename T>
T read(Address address)
{
    asm volatile("" : "+r"(address)); // the compiler would warn of addresses near zero
    T value;
    __builtin_memcpy(&value, reinterpret_cast<void const*>(address), sizeof value);
    return value;
}

inline Address address_of(void const* object)
{
    return reinterpret_cast<Address>(object);
}

// Whether the checks expect graphics. Where both are right, the BIOS data area tells which the machine has.
bool expects_graphics();

// The byte that a known segment or a test of memory has at this address.
inline std::uint8_t known_byte(Address address)
{
    return static_cast<std::uint8_t>(address * 167 + (address >> 8) * 13 + 91);
}

inline Block image()
{
    return {address_of(image_begin), address_of(bss_end)};
}

// Length of a string without its NUL; nothing if there is no NUL within 4 KiB.
std::optional<std::uint32_t> length_of(Address string);

// True if the memory map calls all of the block usable, by one range or by several that touch.
bool is_usable(Answer const& answer, Block block);

} // namespace guest
