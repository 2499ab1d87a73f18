// SPDX-License-Identifier: BSD-2-Clause
// "Multiboot Specification version 0.6.96", "Boot information format" (3.3).

#include "tests/guests/multiboot/read_answer.hpp"

namespace guest {
namespace {

enum Flag : std::uint32_t {
    MEMORY = 1 << 0,
    DEVICE = 1 << 1,
    LINE = 1 << 2,
    MODULES = 1 << 3,
    AOUT = 1 << 4,
    ELF = 1 << 5,
    MAP = 1 << 6,
    DRIVES = 1 << 7,
    CONFIG = 1 << 8,
    LOADER = 1 << 9,
    APM = 1 << 10,
    VBE = 1 << 11,
    SCREEN = 1 << 12
};
constexpr std::uint32_t DEFINED = (1 << 13) - 1;
constexpr std::uint32_t ALWAYS = MEMORY | DEVICE | LINE | MAP | LOADER | SCREEN;

struct Info {
    std::uint32_t flags, lower, upper, device, line, module_count, modules;
    std::uint32_t section_count, section_size, section_table, section_names;
    std::uint32_t map_size, map, drives_size, drives, config, loader, apm;
    std::uint32_t vbe_control, vbe_mode;
    std::uint16_t vbe_number, vbe_segment, vbe_offset, vbe_size;
    std::uint32_t screen[7];
};
static_assert(sizeof(Info) == 116);

constexpr std::uint32_t SCREEN_AT = 88, DEVICE_AT = 12, AMOUNTS_AT = 4, VBE_NUMBER_AT = 80;
constexpr std::uint32_t MODULE_SIZE = 16;

void check_flags(Report& report, std::uint32_t flags)
{
    report.equal(Topic::info, "undefined flags", 0, flags & ~DEFINED);
    report.equal(Topic::info, "flags of what a loader always gives", ALWAYS, flags & ALWAYS);
    report.that(Topic::info, "no symbols of an a.out file", !(flags & AOUT));
    report.equal(Topic::symbols, "flag of ELF sections", expectation.symbol_class != 0, (flags & ELF) != 0);
    if (expectation.modules)
        report.that(Topic::modules, "flag of modules", flags & MODULES);
    if (expects_graphics())
        report.that(Topic::vbe, "flag of VBE in graphics", flags & VBE);
}

// Entries of the map begin with their size without that word.
void read_map(Answer& answer, Report& report, Info const& info)
{
    add_piece(answer, report, {"memory map", {info.map, info.map + info.map_size}});
    answer.map_record = info.map + 4;
    std::uint32_t done = 0;
    while (done < info.map_size && answer.ranges.size() < MOST_RANGES) {
        auto const size = read<std::uint32_t>(info.map + done);
        report.equal(Topic::info, "size of a map entry", RANGE_STEP - 4, size);
        if (size != RANGE_STEP - 4)
            return;
        add_range(answer, report, read<Range>(info.map + done + 4));
        done += size + 4;
    }
    report.equal(Topic::info, "end of the map", info.map_size, done);
}

void read_modules(Answer& answer, Report& report, Info const& info)
{
    report.that(Topic::modules, "few modules", info.module_count <= MOST_MODULES);
    if (info.module_count > MOST_MODULES)
        return;
    add_piece(answer, report, {"module list", {info.modules, info.modules + info.module_count * MODULE_SIZE}});
    for (std::uint32_t i = 0; i < info.module_count; ++i) {
        auto const record = info.modules + i * MODULE_SIZE;
        auto const words = read<std::uint32_t>(record + 8);
        report.equal(Topic::padding, "reserved word of a module", 0, read<std::uint32_t>(record + 12));
        add_module(answer, report, {read<Block>(record), words, record});
        add_string(answer, report, "module string", words);
    }
}

// The drives' structures follow each other, each with its own size first.
void check_drives(Report& report, Info const& info)
{
    std::uint32_t done = 0;
    for (std::uint32_t drives = 0; done < info.drives_size && drives < 256; ++drives) {
        auto const size = read<std::uint32_t>(info.drives + done);
        if (size < 10)
            break;
        done += size;
    }
    report.equal(Topic::info, "end of the drives", info.drives_size, done);
}

std::uint32_t part(std::uint32_t device, unsigned shift)
{
    auto const byte = device >> shift & 0xFF;
    return byte == 0xFF ? 0xFFFF'FFFF : byte;
}

// The specification's text has the colours at 110. Its multiboot.h, which kernels and GRUB include, does not pack the
// structure and so has them at 112. They are where their sizes fill a pixel of 24 or 32 bits.
bool look_like_colours(Address colours, std::uint8_t depth)
{
    auto const size = [&](Address i) { return read<std::uint8_t>(colours + 2 * i + 1); };
    auto const all = size(0) + size(1) + size(2);
    return all > 0 && all <= depth && size(0) <= 8 && size(1) <= 8 && size(2) == size(0);
}

Screen read_screen(Address record)
{
    Screen screen{record,
                  read<std::uint64_t>(record),
                  read<std::uint32_t>(record + 8),
                  read<std::uint32_t>(record + 12),
                  read<std::uint32_t>(record + 16),
                  read<std::uint8_t>(record + 20),
                  read<std::uint8_t>(record + 21),
                  0,
                  {}};
    screen.colours_record = record + (look_like_colours(record + 24, screen.depth) ? 24 : 22);
    for (Address i = 0; i < 6; ++i)
        screen.colours[i] = read<std::uint8_t>(screen.colours_record + i);
    return screen;
}

void read_numbers(Answer& answer, Address begin, Info const& info)
{
    if (info.flags & MEMORY)
        answer.amounts = {begin + AMOUNTS_AT, info.lower, info.upper};
    if (info.flags & DEVICE)
        answer.device = {begin + DEVICE_AT, part(info.device, 24), part(info.device, 16), part(info.device, 8)};
    if (info.flags & SCREEN)
        answer.screen = read_screen(begin + SCREEN_AT);
    if (info.flags & VBE)
        answer.vbe = Vbe{info.vbe_control, info.vbe_mode, info.vbe_number, begin + VBE_NUMBER_AT};
    if (info.flags & ELF)
        answer.sections = {info.section_table, info.section_count, info.section_size, info.section_names};
}

} // namespace

Answer read_multiboot1(Report& report, Address begin)
{
    Answer answer{};
    auto const info = read<Info>(begin);
    report.equal(Topic::info, "address is divisible by 4", 0, begin % 4);
    check_flags(report, info.flags);
    add_piece(answer, report, {"information", {begin, begin + sizeof(Info)}});
    read_numbers(answer, begin, info);
    if (info.flags & LINE) {
        answer.line = info.line;
        add_string(answer, report, "command line", info.line);
    }
    if (info.flags & LOADER) {
        answer.loader = info.loader;
        add_string(answer, report, "loader's name", info.loader);
    }
    if (info.flags & MODULES)
        read_modules(answer, report, info);
    if (info.flags & MAP)
        read_map(answer, report, info);
    if (info.flags & DRIVES)
        check_drives(report, info);
    if (info.flags & CONFIG)
        report.that(Topic::info, "the BIOS's table", info.config >= 0x80000 && info.config < 0x100000);
    if (info.flags & APM)
        answer.apm = Block{info.apm, info.apm + 20};
    // Kernels map only the first MiB before they read this, and a null pointer must stay one.
    for (auto const& piece : answer.pieces)
        report.that(Topic::info, piece.name, piece.bytes.begin >= 0x1000 && piece.bytes.end <= 0xA0000);
    if (info.flags & ELF)
        add_piece(
            answer, report,
            {"section headers", {info.section_table, info.section_table + info.section_count * info.section_size}});
    return answer;
}

} // namespace guest
