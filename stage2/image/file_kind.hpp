// Files that are no kernels of farjump's protocol: kernels of other protocols, programs, packed and other files.
//
// A kernel may have marks of other protocols beside a farjump note: the note wins, and nothing here is asked.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "include/units.hpp"
#include "stage2/image/elf_notes.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace file_kind {

enum class Kind : std::uint8_t {
    unknown, // no mark was found
    gzip,
    bzip2,
    xz,
    zstd,
    lz4,
    multiboot,
    multiboot2,
    limine,
    xen,
    linux_image,
    linux_elf, // bzImage and vmlinux
    linux_program,
    go_program,
    bsd_program,
    mz_program,
    a_out,
    script,
    zeros,
    count,
};

// The Kind that `note` is evidence for. Of several, the one later in the list is the better evidence. System V gABI,
// "Note Section"; Linux Standard Base, "ABI note tag"; each owner's own headers.
Kind of_note(elf_notes::Note const& note);

// The boot protocol whose header or request lies in these bytes, which lie at `position` of the file: Multiboot,
// Multiboot2, Limine or unknown. Looks at places that are a multiple of 4 bytes from the file's start.
Kind of_headers(Bytes bytes, std::uint32_t position);

// Refuses every kind but unknown (kernel_of_other_kind, with the kind as its number); explanation.hpp has words.
inline Result<void> refuse(Kind kind, std::string_view file_name)
{
    if (kind == Kind::unknown)
        return {};
    return fail(errors::Code::kernel_of_other_kind, {std::to_underlying(kind)}, file_name);
}

} // namespace file_kind
