// SPDX-License-Identifier: BSD-2-Clause
// "Multiboot2 Specification 2.0", "Boot information" (3.6). The order of the tags is free.

#include "tests/guests/multiboot/read_answer.hpp"

namespace guest {
namespace {

enum Tag : std::uint32_t {
    END = 0,
    LINE = 1,
    LOADER = 2,
    MODULE = 3,
    MEMORY = 4,
    DEVICE = 5,
    MAP = 6,
    VBE = 7,
    SCREEN = 8,
    SECTIONS = 9,
    APM = 10,
    SMBIOS = 13,
    OLD_RSDP = 14,
    NEW_RSDP = 15,
    NETWORK = 16,
    LOAD_BASE = 21
};
constexpr std::uint32_t ALWAYS[] = {LINE, LOADER, MEMORY, DEVICE, MAP, SCREEN, LOAD_BASE};
constexpr std::uint32_t OF_EFI[] = {11, 12, 17, 18, 19, 20}; // a BIOS has none of them
constexpr std::uint32_t LARGEST = 1 << 20, MOST_TAGS = 64;

struct Seen {
    std::uint32_t count[LOAD_BASE + 1];
};

struct TagBytes {
    std::uint32_t type;
    Block bytes; // without padding; type and size are the first 8

    Address content() const { return bytes.begin + 8; }
    std::uint32_t size() const { return bytes.end - bytes.begin; }
};

// The size of a tag whose size is fixed or follows from its content; 0: any.
std::uint32_t size_of(TagBytes const& tag)
{
    switch (tag.type) {
    case MEMORY: return 16;
    case DEVICE: return 20;
    case VBE: return 784;
    case SCREEN: return read<std::uint8_t>(tag.content() + 21) == RGB ? 38 : 32;
    case SECTIONS: return 20 + read<std::uint32_t>(tag.content()) * read<std::uint32_t>(tag.content() + 4);
    case APM: return 28;
    case OLD_RSDP: return 28;
    case NEW_RSDP: return 8 + read<std::uint32_t>(tag.content() + 20);
    case LOAD_BASE: return 12;
    default: return 0;
    }
}

void read_string(Report& report, TagBytes const& tag, std::uint32_t before)
{
    auto const length = length_of(tag.bytes.begin + before);
    report.that(Topic::strings, "a string ends with NUL", length.has_value());
    if (length)
        report.equal(Topic::info, "size of a tag with a string", before + *length + 1, tag.size());
}

void read_map(Answer& answer, Report& report, TagBytes const& tag)
{
    report.equal(Topic::info, "size of a map entry", RANGE_STEP, read<std::uint32_t>(tag.content()));
    report.equal(Topic::info, "version of map entries", 0, read<std::uint32_t>(tag.content() + 4));
    report.equal(Topic::info, "end of the map", 0, (tag.size() - 16) % RANGE_STEP);
    answer.map_record = tag.content() + 8;
    for (auto entry = answer.map_record; entry + RANGE_STEP <= tag.bytes.end; entry += RANGE_STEP) {
        add_range(answer, report, read<Range>(entry));
        report.equal(Topic::info, "reserved word of a map entry", 0, read<std::uint32_t>(entry + 20));
    }
}

Screen read_screen(Report& report, TagBytes const& tag)
{
    auto const record = tag.content();
    Screen screen{record,
                  read<std::uint64_t>(record),
                  read<std::uint32_t>(record + 8),
                  read<std::uint32_t>(record + 12),
                  read<std::uint32_t>(record + 16),
                  read<std::uint8_t>(record + 20),
                  read<std::uint8_t>(record + 21),
                  record + 24,
                  {}};
    report.equal(Topic::info, "reserved word of the screen", 0, read<std::uint16_t>(record + 22));
    for (Address i = 0; i < 6; ++i)
        screen.colours[i] = read<std::uint8_t>(screen.colours_record + i);
    return screen;
}

void read_module(Answer& answer, Report& report, TagBytes const& tag)
{
    add_module(answer, report, {read<Block>(tag.content()), tag.content() + 8, tag.content()});
    read_string(report, tag, 16);
}

// The tags of the firmware's tables.
void read_firmware_tag(Answer& answer, TagBytes const& tag)
{
    Block const content{tag.content(), tag.bytes.end};
    if (tag.type == APM)
        answer.apm = content;
    if (tag.type == SMBIOS)
        answer.smbios = content;
    if (tag.type == OLD_RSDP)
        answer.old_rsdp = content;
    if (tag.type == NEW_RSDP)
        answer.new_rsdp = content;
}

void read_tag(Answer& answer, Report& report, TagBytes const& tag)
{
    auto const number = [&](std::uint32_t i) { return read<std::uint32_t>(tag.content() + 4 * i); };
    if (auto const size = size_of(tag))
        report.equal(Topic::info, "size of a tag", size, tag.size());
    switch (tag.type) {
    case LINE: answer.line = tag.content(); return read_string(report, tag, 8);
    case LOADER: answer.loader = tag.content(); return read_string(report, tag, 8);
    case MODULE: return read_module(answer, report, tag);
    case MEMORY: answer.amounts = {tag.content(), number(0), number(1)}; return;
    case DEVICE: answer.device = {tag.content(), number(0), number(1), number(2)}; return;
    case MAP: return read_map(answer, report, tag);
    case VBE:
        answer.vbe = Vbe{tag.content() + 8, tag.content() + 520, read<std::uint16_t>(tag.content()), tag.content()};
        return;
    case SCREEN: answer.screen = read_screen(report, tag); return;
    case SECTIONS: answer.sections = {tag.content() + 12, number(0), number(1), number(2)}; return;
    case LOAD_BASE: answer.load_base = number(0); return;
    default: return read_firmware_tag(answer, tag);
    }
}

void check_counts(Report& report, Answer const& answer, Seen const& seen)
{
    for (auto const type : ALWAYS)
        report.equal(Topic::info, "tags of a type that is always given", 1, seen.count[type]);
    for (auto const type : OF_EFI)
        report.equal(Topic::info, "tags of EFI", 0, seen.count[type]);
    report.equal(Topic::modules, "tags of modules", expectation.modules, seen.count[MODULE]);
    if (expectation.symbol_class)
        report.equal(Topic::symbols, "tags of ELF sections", 1, seen.count[SECTIONS]);
    else
        report.that(Topic::symbols, "no sections where the file has none", !answer.sections || !answer.sections->count);
    report.equal(Topic::vbe, "tags of VBE", expects_graphics(), seen.count[VBE]);
    for (auto const type : {APM, NEW_RSDP, NETWORK})
        report.that(Topic::info, "at most one tag of a type", seen.count[type] <= 1);
}

// Reads the tags. Returns the address behind the end; nothing if there is no end.
std::optional<Address> read_tags(Answer& answer, Report& report, Block info, Seen& seen)
{
    auto next = info.begin + 8;
    for (std::uint32_t tags = 0; tags < MOST_TAGS && next + 8 <= info.end; ++tags) {
        auto const size = read<std::uint32_t>(next + 4);
        bool const fits = size >= 8 && size <= info.end - next;
        report.that(Topic::info, "a tag fits", fits);
        if (!fits)
            return std::nullopt;
        TagBytes const tag{read<std::uint32_t>(next), {next, next + size}};
        report.that(Topic::info, "type of a tag", tag.type <= LOAD_BASE);
        if (tag.type <= LOAD_BASE)
            ++seen.count[tag.type];
        read_tag(answer, report, tag);
        next += (size + 7) & ~7U;
        if (tag.type != END)
            continue;
        report.equal(Topic::info, "size of the end", 8, size);
        return next;
    }
    return std::nullopt;
}

} // namespace

Answer read_multiboot2(Report& report, Address begin)
{
    Answer answer{};
    Seen seen{};
    auto const size = read<std::uint32_t>(begin);
    report.equal(Topic::info, "address is divisible by 8", 0, begin % 8);
    report.equal(Topic::info, "reserved word", 0, read<std::uint32_t>(begin + 4));
    report.that(Topic::info, "size", size >= 16 && size <= LARGEST);
    if (size > LARGEST)
        return answer;
    Block const info{begin, begin + size};
    add_piece(answer, report, {"information", info});
    report.that(Topic::info, "not on page 0", begin >= 0x1000);
    auto const end = read_tags(answer, report, info, seen);
    report.that(Topic::info, "there is an end", end.has_value());
    if (end)
        report.equal(Topic::info, "total size", *end - begin, size);
    check_counts(report, answer, seen);
    return answer;
}

} // namespace guest
