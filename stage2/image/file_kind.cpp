// SPDX-License-Identifier: BSD-2-Clause
// The signatures of file kinds. Multiboot Specification 0.6.96, "OS image format"; Multiboot2 Specification 2.0,
// "Header layout"; The Limine Boot Protocol, "Features"; Linux, "The Linux/x86 Boot Protocol"; for the others each
// format's own specification, as in file(1).
#include "stage2/image/file_kind.hpp"

#include "stage2/image/limine_marks.hpp"

#include <algorithm>

namespace file_kind {
namespace {

struct NoteMark {
    char owner[6];           // the end of the name
    std::uint8_t owner_size; // including the zero
    std::uint8_t type;       // 0: any
    Kind kind;
};

constexpr NoteMark note_marks[]{
    {"Linux", 6, 0, Kind::linux_elf}, {"Xen", 4, 0, Kind::xen}, {"GNU", 4, 1, Kind::linux_program}, // NT_GNU_ABI_TAG
    {"Go\0", 4, 4, Kind::go_program},                                                               // the build ID
    {"BSD", 4, 1, Kind::bsd_program}, // FreeBSD, NetBSD, OpenBSD
};

constexpr std::uint32_t multiboot_magic = 0x1BAD'B002;
constexpr std::uint32_t multiboot2_magic = 0xE852'50D6;

// Headers of Multiboot begin in the first bytes of a file.
constexpr std::uint32_t searched_for_multiboot = 32_KiB;

// Three words with sum 0, of which the first is the magic number, completely in the first 8 KiB.
bool is_multiboot(Le32 const* words, std::uint32_t position)
{
    return words[0] == multiboot_magic && words[0] + words[1] + words[2] == 0 && position <= 8_KiB - 3 * sizeof(Le32);
}

// Four words with sum 0, completely in the first 32 KiB, at a multiple of 8 bytes.
bool is_multiboot2(Le32 const* words, std::uint32_t position)
{
    return words[0] == multiboot2_magic && words[0] + words[1] + words[2] + words[3] == 0 && position % 8 == 0 &&
           position <= searched_for_multiboot - 4 * sizeof(Le32);
}

// `bytes` begins at a multiple of 4 bytes of the file.
Kind of_multiboot_headers(Bytes bytes, std::uint32_t position)
{
    auto const* const begin = reinterpret_cast<Le32 const*>(bytes.data());
    auto const* const end = begin + bytes.size() / sizeof(Le32);
    for (auto const* word = begin; word != end; ++word) {
        std::uint32_t const first = *word;
        if (first != multiboot_magic && first != multiboot2_magic)
            continue;
        auto const here = position + static_cast<std::uint32_t>(word - begin) * sizeof(Le32);
        if (end - word > 2 && is_multiboot(word, static_cast<std::uint32_t>(here)))
            return Kind::multiboot;
        if (end - word > 3 && is_multiboot2(word, static_cast<std::uint32_t>(here)))
            return Kind::multiboot2;
    }
    return Kind::unknown;
}

} // namespace

Kind of_note(elf_notes::Note const& note)
{
    for (auto const& mark : note_marks)
        if (note.name.ends_with(std::string_view{mark.owner, mark.owner_size}) &&
            (mark.type == 0 || mark.type == note.type))
            return mark.kind == Kind::linux_program && read_at<Le32>(note.descriptor, 0) != 0u ? Kind::unknown
                                                                                               : mark.kind;
    return Kind::unknown;
}

Kind of_headers(Bytes bytes, std::uint32_t position)
{
    auto const from_multiple_of = [&](std::uint32_t step) {
        return bytes.subspan(std::min<std::size_t>((step - position % step) % step, bytes.size()));
    };
    auto const aligned = from_multiple_of(sizeof(std::uint64_t));
    auto const* const end = aligned.data() + aligned.size();
    if (limine_marks::next(aligned.data(), end) != end)
        return Kind::limine;
    if (position >= searched_for_multiboot)
        return Kind::unknown;
    auto const words = from_multiple_of(sizeof(Le32));
    return of_multiboot_headers(words.first(std::min<std::size_t>(words.size(), searched_for_multiboot - position)),
                                round_up(position, sizeof(Le32)));
}

} // namespace file_kind
