// The signatures of file kinds. Multiboot Specification 0.6.96, "OS image format"; Multiboot2 Specification 2.0,
// "Header layout"; The Limine Boot Protocol, "Features"; Linux, "The Linux/x86 Boot Protocol"; for the others each
// format's own specification, as in file(1).
#include "stage2/image/file_kind.hpp"

#include <algorithm>
#include <array>

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

// The magic numbers of Limine's requests and markers have two or more words: the first 16 bytes suffice.
constexpr std::array<std::uint64_t, 2> limine_marks[]{
    {0xF956'2B2D'5C95'A6C8, 0x6A7B'3849'4453'6BDC}, // the tag with the base revision
    {0xC7B1'DD30'DF4C'8B88, 0x0A82'E883'A194'F07B}, // any request
    {0xF6B8'F4B3'9DE7'D1AE, 0xFAB9'1A69'40FC'B9CF}, // the start marker
    {0xADC0'E053'1BB1'0D03, 0x9572'709F'3176'4C62}, // the end marker
};

// Three words with sum 0, of which the first is the magic number, completely in the first 8 KiB.
bool is_multiboot(Le32 const* words, std::uint32_t position)
{
    return words[0] == 0x1BAD'B002 && words[0] + words[1] + words[2] == 0 && position <= 8_KiB - 3 * sizeof(Le32);
}

// Four words with sum 0, completely in the first 32 KiB, at a multiple of 8 bytes.
bool is_multiboot2(Le32 const* words, std::uint32_t position)
{
    return words[0] == 0xE852'50D6 && words[0] + words[1] + words[2] + words[3] == 0 && position % 8 == 0 &&
           position <= 32_KiB - 4 * sizeof(Le32);
}

bool is_limine(Le32 const* words)
{
    return std::ranges::any_of(limine_marks, [&](auto const& mark) {
        return words[0] == static_cast<std::uint32_t>(mark[0]) && __builtin_memcmp(words, &mark, sizeof mark) == 0;
    });
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
    constexpr std::size_t step = sizeof(Le32);
    for (auto at = (step - position % step) % step; at + 3 * step <= bytes.size(); at += step) {
        auto const words = reinterpret_cast<Le32 const*>(&bytes[at]);
        auto const here = static_cast<std::uint32_t>(position + at);
        if (is_multiboot(words, here))
            return Kind::multiboot;
        if (at + 4 * step > bytes.size())
            break;
        if (is_multiboot2(words, here))
            return Kind::multiboot2;
        if (is_limine(words))
            return Kind::limine;
    }
    return Kind::unknown;
}

} // namespace file_kind
