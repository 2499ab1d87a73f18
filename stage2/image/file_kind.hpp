// SPDX-License-Identifier: BSD-2-Clause
// Identifies files that are not kernels for farjump: kernels of other protocols, programs, packed files and others.
//
// A kernel may have both a farjump note and signatures of other protocols. The farjump note takes precedence; this
// file's functions are then not called.
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
    unknown, // no signature was found
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

// The Kind that `note` indicates. If several notes differ, the later Kind in the list is more specific. System V gABI,
// "Note Section"; Linux Standard Base, "ABI note tag"; for the others each owner's own headers.
Kind of_note(elf_notes::Note const& note);

// The boot protocol of a header or request in `bytes`: Multiboot, Multiboot2, Limine or unknown. `position` is the
// offset of `bytes` in the file. Searches at multiples of 4 bytes (Limine: 8) from the start of the file.
Kind of_headers(Bytes bytes, std::uint32_t position);

// Refuses every kind except unknown: error kernel_of_other_kind, with the kind as its number. explanation.hpp converts
// it to a message.
inline Result<void> refuse(Kind kind, std::string_view file_name)
{
    if (kind == Kind::unknown)
        return {};
    return fail(errors::Code::kernel_of_other_kind, {std::to_underlying(kind)}, file_name);
}

} // namespace file_kind
