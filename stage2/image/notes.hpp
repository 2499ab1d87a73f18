// All that a kernel's notes tell farjump.
#pragma once

#include "include/result.hpp"
#include "stage2/image/elf_notes.hpp"
#include "stage2/image/file_kind.hpp"
#include "stage2/image/kernel_note.hpp"
#include "stage2/image/seal.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace notes {

struct Findings {
    std::optional<seal::Seal> seal;                      // the first one
    std::optional<kernel_note::Wishes> wishes;           // nothing when the kernel has no such note
    std::uint32_t isa_level = 0;                         // x86-64-v1 to v4; 0 when no note tells
    bool ours = false;                                   // there is a farjump note, of whatever type
    file_kind::Kind evidence = file_kind::Kind::unknown; // of something else, by the notes of others

    // What the notes show the file to be, if it is no kernel for farjump.
    file_kind::Kind kind() const { return ours ? file_kind::Kind::unknown : evidence; }
};

// Adds what stands in one PT_NOTE. `bytes` holds all of the range.
Result<void> read(Bytes bytes, elf::NoteRange const& range, std::string_view file_name, Findings& findings);

} // namespace notes
