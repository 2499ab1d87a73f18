// SPDX-License-Identifier: BSD-2-Clause
// Passes each note to its parser. Other notes, such as build IDs, are ignored.
#include "stage2/image/notes.hpp"

#include "stage2/image/isa_level.hpp"

#include <algorithm>

namespace notes {
namespace {

Result<void> add_ours(elf_notes::Note const& note, std::string_view file_name, Findings& findings)
{
    if (note.type == seal::our_type && !findings.seal)
        findings.seal = TRY(seal::parse(note, file_name));
    if (note.type != kernel_note::our_type)
        return {};
    if (findings.wishes)
        return fail(errors::Code::kernel_note_repeated, {note.file_offset}, file_name);
    findings.wishes = TRY(kernel_note::parse(note, file_name));
    return {};
}

} // namespace

Result<void> read(Bytes bytes, elf::NoteRange const& range, std::string_view file_name, Findings& findings)
{
    elf_notes::Reader reader{bytes, range, file_name};
    elf_notes::Note note{};
    while (TRY(reader.next(note))) {
        if (note.ours) {
            findings.ours = true;
            TRY(add_ours(note, file_name, findings));
            continue;
        }
        findings.evidence = std::max(findings.evidence, file_kind::of_note(note));
        if (note.type == isa_level::note_type && note.name == isa_level::note_owner)
            findings.isa_level = std::max(findings.isa_level, TRY(isa_level::parse(note.descriptor, file_name)));
    }
    return {};
}

} // namespace notes
