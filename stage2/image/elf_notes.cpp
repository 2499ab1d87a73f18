// SPDX-License-Identifier: BSD-2-Clause
// Reads notes in sequence. System V gABI, "Note Section", "Program Header".
#include "stage2/image/elf_notes.hpp"

#include <algorithm>

namespace elf_notes {

using errors::Code;

Result<elf::NoteRange> range_of(elf::ProgramHeader const& header, std::uint32_t number, std::uint64_t file_size,
                                std::string_view file_name)
{
    if (header.file_size == 0)
        return elf::NoteRange{}; // its offset may be invalid
    if (!elf::inside_file(header.offset, header.file_size, file_size))
        return fail(Code::elf_file_cut, {number, elf::saturated_end(header.offset, header.file_size), file_size},
                    file_name);
    if (header.file_size > elf::max_note_size)
        return fail(Code::note_too_large, {header.file_size, elf::max_note_size}, file_name);
    return elf::NoteRange{header.offset, static_cast<std::uint32_t>(header.file_size), header.alignment == 8 ? 8u : 4u};
}

// Each call advances by at least one header, so the walk ends.
Result<bool> Reader::next(Note& note)
{
    auto const rest = notes_.subspan(position_);
    auto const header = read_at<Header>(rest, 0);
    if (!header)
        return false;
    note.ours = header->name_size == sizeof(Name) && read_at<Name>(rest, sizeof(Header)) == our_name;
    auto const name_end = sizeof(Header) + std::uint64_t{header->name_size};
    auto const descriptor = note.ours ? name_end : round_up(name_end, range_.alignment);
    auto const end = descriptor + header->descriptor_size;
    if (end > rest.size())
        return fail(Code::note_malformed, {range_.file_offset + position_, end, rest.size()}, file_name_);

    note.type = header->type;
    note.name = {reinterpret_cast<char const*>(rest.data()) + sizeof(Header), header->name_size};
    note.bytes = rest.first(static_cast<std::size_t>(end));
    note.descriptor = note.bytes.subspan(static_cast<std::size_t>(descriptor));
    note.file_offset = range_.file_offset + position_;
    position_ += static_cast<std::uint32_t>(std::min<std::uint64_t>(round_up(end, range_.alignment), rest.size()));
    return true;
}

} // namespace elf_notes
