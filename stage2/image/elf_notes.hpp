// The walk over the notes of an ELF file. System V gABI, "Note Section".
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/image/elf.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace elf_notes {

// gABI, "Note Section": what each note starts with.
struct Header {
    Le32 name_size;
    Le32 descriptor_size;
    Le32 type;
};
static_assert(sizeof(Header) == 12);

// farjump's own notes. Their descriptor lies right behind the name, whatever the alignment of the PT_NOTE around them.
using Name = std::array<char, 8>;
inline constexpr Name our_name{'f', 'a', 'r', 'j', 'u', 'm', 'p', '\0'};

struct Note {
    bool ours;
    std::uint32_t type;
    std::string_view name;
    Bytes bytes; // from its header to its descriptor's end
    Bytes descriptor;
    std::uint64_t file_offset; // of the header
};

// Where the notes of a PT_NOTE or PT_GNU_PROPERTY lie, in a range that may be empty; `number` is that of the program
// header. Refuses what the file does not hold whole (FJ-0709), and what is longer than elf::max_note_size (FJ-0740).
Result<elf::NoteRange> range_of(elf::ProgramHeader const& header, std::uint32_t number, std::uint64_t file_size,
                                std::string_view file_name);

// Goes through the notes of one PT_NOTE. `notes` holds the range's bytes.
class Reader {
public:
    Reader(Bytes notes, elf::NoteRange const& range, std::string_view file_name)
        : range_(range), file_name_(file_name), notes_(notes)
    {}

    // False when there is none left. Fewer bytes than a header are padding. Refuses a note that is longer than the rest
    // of its PT_NOTE (FJ-0739).
    Result<bool> next(Note& note);

private:
    elf::NoteRange const& range_;
    std::string_view file_name_;
    Bytes notes_;
    std::uint32_t position_ = 0;
};

} // namespace elf_notes
