// SPDX-License-Identifier: BSD-2-Clause
// The combined contents of all notes of a kernel file.
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
    std::optional<kernel_note::Wishes> wishes;           // nothing if there is no such note
    std::uint32_t isa_level = 0;                         // x86-64-v1 to v4; 0 if no note has a level
    bool ours = false;                                   // there is a farjump note of any type
    file_kind::Kind evidence = file_kind::Kind::unknown; // of another kind of file, from other notes

    // The kind of the file according to its notes; unknown if it is a kernel for farjump.
    file_kind::Kind kind() const { return ours ? file_kind::Kind::unknown : evidence; }
};

// Adds the notes of one PT_NOTE. `bytes` holds all bytes of `range`.
Result<void> read(Bytes bytes, elf::NoteRange const& range, std::string_view file_name, Findings& findings);

} // namespace notes
