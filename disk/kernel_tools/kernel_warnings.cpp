// SPDX-License-Identifier: BSD-2-Clause
// Compares sections with segments.
#include "disk/kernel_tools/kernel_warnings.hpp"

#include "disk/host/words.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "disk/kernel_tools/sections.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace kernel_warnings {
namespace {

using sections::Section;
using std::string;
using std::vector;
using words::decimal;

bool is_allocated(Section const& section)
{
    return (section.header.flags & sections::Header::allocated) != 0;
}

// True for a farjump note at this offset. Notes and their fields are aligned to 4 bytes.
bool is_our_note(Bytes bytes, std::size_t offset)
{
    auto const header = read_at<elf_notes::Header>(bytes, offset);
    return header && header->name_size == sizeof(elf_notes::Name) &&
           (header->type == seal::our_type || header->type == kernel_note::our_type) &&
           read_at<elf_notes::Name>(bytes, offset + sizeof(elf_notes::Header)) == elf_notes::our_name;
}

bool is_seen(std::uint64_t offset, vector<elf::NoteRange> const& notes)
{
    return std::ranges::any_of(notes, [&](auto const& range) {
        return offset >= range.file_offset && offset - range.file_offset < range.file_size;
    });
}

// The offset of the first farjump note in a section that the loader does not read.
std::optional<std::size_t> unseen_note(Section const& section, vector<elf::NoteRange> const& notes)
{
    for (std::size_t offset = 0; offset < section.contents.size(); offset += 4)
        if (is_our_note(section.contents, offset) && !is_seen(section.header.offset + offset, notes))
            return offset;
    return std::nullopt;
}

// The notes of a file that the loader may refuse, as far as they can be read.
vector<elf::NoteRange> notes_of(Bytes file)
{
    vector<elf::NoteRange> notes;
    auto const header = elf::parse_header(file, file.size(), "");
    for (std::uint32_t number = 0; header && number < header->table_count; ++number) {
        auto const& entry = elf::program_header(file.subspan(static_cast<std::size_t>(header->table_offset)), number);
        if (elf::is_note(entry))
            if (auto const range = elf_notes::range_of(entry, number, file.size(), ""))
                notes.push_back(*range);
    }
    return notes;
}

// The names of a segment's sections that overlap [begin, end).
string sections_between(vector<Section> const& all, elf::ProgramHeader const& segment, std::uint64_t begin,
                        std::uint64_t end)
{
    string names;
    for (auto const& section : all) {
        std::uint64_t const address = section.header.address, size = section.header.size;
        bool const in_segment = address >= segment.virtual_address &&
                                elf::inside_file(address - segment.virtual_address, size, segment.memory_size);
        if (is_allocated(section) && size != 0 && in_segment && address < end && address + size > begin)
            names += (names.empty() ? "" : ", ") + section.name;
    }
    return names.empty() ? "no section" : names;
}

// Names the sections of both segments on the page that they share.
string meeting(Bytes file, vector<Section> const& all, std::uint64_t first, std::uint64_t second, std::uint64_t address)
{
    auto const header = elf::parse_header(file, file.size(), "");
    auto const page = round_down(address, elf::page_size);
    auto const of = [&](std::uint64_t number) {
        auto const table = file.subspan(static_cast<std::size_t>(header->table_offset), header->table_size());
        return sections_between(all, elf::program_header(table, static_cast<std::size_t>(number)), page,
                                page + elf::page_size);
    };
    return "on that page lie " + of(first) + " (segment " + decimal(first) + ") and " + of(second) + " (segment " +
           decimal(second) + ')';
}

} // namespace

vector<string> unseen_notes(Bytes file, vector<elf::NoteRange> const& notes)
{
    vector<string> warnings;
    for (auto const& section : sections::read(file)) {
        auto const offset =
            is_allocated(section) || section.name.starts_with(".note") ? unseen_note(section, notes) : std::nullopt;
        if (!offset)
            continue;
        bool const wishes = read_at<elf_notes::Header>(section.contents, *offset)->type == kernel_note::our_type;
        warnings.push_back("the farjump note in section " + section.name +
                           " lies in no PT_NOTE, so the loader does not see it" +
                           (wishes ? ": its wishes are ignored" : "") +
                           ". In the linker script, declare 'note "
                           "PT_NOTE FLAGS(4);' under PHDRS, and end the line of that section with ':note' (beside the "
                           "segment it is in)");
    }
    return warnings;
}

vector<string> left_out_segments(kernel_file::Kernel const& kernel)
{
    vector<string> sentences;
    auto const segments = kernel.image.segments();
    for (std::uint32_t number = 0; number < kernel.header.table_count; ++number) {
        auto const& entry = elf::program_header(kernel.table, number);
        if (entry.type == elf::ProgramHeader::load && entry.memory_size != 0 &&
            std::ranges::none_of(segments, [&](auto const& segment) { return segment.number == number; }))
            sentences.push_back("segment " + decimal(number) + ", at " + report_text::hex(entry.virtual_address) +
                                ", holds nothing but ELF headers and notes, and lies where no part of this kernel can: "
                                "it is not loaded");
    }
    return sentences;
}

vector<string> about(Error const& error, Bytes file)
{
    if (!elf::parse_header(file, file.size(), ""))
        return {};
    auto sentences = unseen_notes(file, notes_of(file));
    bool const meet =
        error.code == errors::Code::elf_segments_share_page || error.code == errors::Code::elf_segments_overlap;
    if (auto const all = sections::read(file); meet && !all.empty())
        sentences.push_back(meeting(file, all, error.numbers[0], error.numbers[1], error.numbers[2]));
    return sentences;
}

} // namespace kernel_warnings
