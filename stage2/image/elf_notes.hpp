// SPDX-License-Identifier: BSD-2-Clause
// Reads the notes of an ELF file. System V gABI, "Note Section".
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/image/elf.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace elf_notes {

// gABI, "Note Section": the header of each note.
struct Header {
    Le32 name_size;
    Le32 descriptor_size;
    Le32 type;
};
static_assert(sizeof(Header) == 12);

// The name of farjump's notes. Their descriptor directly follows the name, whatever the alignment of the PT_NOTE.
using Name = std::array<char, 8>;
inline constexpr Name our_name{'f', 'a', 'r', 'j', 'u', 'm', 'p', '\0'};

struct Note {
    bool ours;
    std::uint32_t type;
    std::string_view name;
    Bytes bytes; // from the header to the end of the descriptor
    Bytes descriptor;
    std::uint64_t file_offset; // of the header
};

// The location of the notes of a PT_NOTE or PT_GNU_PROPERTY; may be empty. `number` is the index of the program header.
// Refuses notes that are not completely in the file (FJ-0709) or longer than elf::max_note_size (FJ-0740).
Result<elf::NoteRange> range_of(elf::ProgramHeader const& header, std::uint32_t number, std::uint64_t file_size,
                                std::string_view file_name);

// Iterates over the notes of one PT_NOTE. `notes` holds the bytes of `range`.
class Reader {
public:
    Reader(Bytes notes, elf::NoteRange const& range, std::string_view file_name)
        : range_(range), file_name_(file_name), notes_(notes)
    {}

    // Reads the next note; false at the end. Fewer remaining bytes than a header are padding. Refuses a note that
    // extends beyond its PT_NOTE (FJ-0739).
    Result<bool> next(Note& note);

private:
    elf::NoteRange const& range_;
    std::string_view file_name_;
    Bytes notes_;
    std::uint32_t position_ = 0;
};

} // namespace elf_notes
