// SPDX-License-Identifier: BSD-2-Clause
// Messages for the kinds of files that are no kernels. Linux, "The Linux/x86 Boot Protocol"; for the others each
// format's own specification, as in file(1).
#include "stage2/image/explanation.hpp"

#include "include/text.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace file_kind {
namespace {

using errors::Code;

struct Description {
    Code code;
    char words[46]; // no pointer: pointers pack worse than the padding zeros
};

// In the order of Kind.
constexpr Description descriptions[]{
    {},
    {Code::kernel_packed, "is packed with gzip"},
    {Code::kernel_packed, "is packed with bzip2"},
    {Code::kernel_packed, "is packed with xz"},
    {Code::kernel_packed, "is packed with zstd"},
    {Code::kernel_packed, "is packed with LZ4"},
    {Code::kernel_of_other_protocol, "has a Multiboot header, and no farjump note"},
    {Code::kernel_of_other_protocol, "has a Multiboot2 header, and no farjump note"},
    {Code::kernel_of_other_protocol, "has Limine requests, and no farjump note"},
    {Code::kernel_of_other_protocol, "has notes for Xen, and no farjump note"},
    {Code::kernel_is_linux, "has a Linux kernel's header (bzImage)"},
    {Code::kernel_is_linux, "is a Linux kernel (vmlinux)"},
    {Code::kernel_is_program, "is a program for Linux"},
    {Code::kernel_is_program, "is a program in Go"},
    {Code::kernel_is_program, "is a program for BSD"},
    {Code::kernel_is_other_file, "is an EFI, Windows or DOS program"},
    {Code::kernel_is_other_file, "is an a.out file"},
    {Code::kernel_is_other_file, "is a script"},
    {Code::kernel_is_zeros, "holds zeros where a kernel begins"},
};
static_assert(std::size(descriptions) == std::to_underlying(Kind::count));

struct Mark {
    std::uint16_t offset;
    Kind kind;
    char bytes[7]; // ends at the first zero
};

// The first match counts: a Linux kernel is also an EFI program. The first mark counts before headers of other protocols.
constexpr Mark marks[]{
    {0x202, Kind::linux_image, "HdrS"},
    {0, Kind::gzip, "\x1F\x8B"},
    {0, Kind::bzip2, "BZh"},
    {0, Kind::xz,
     "\xFD"
     "7zXZ"},
    {0, Kind::zstd, "\x28\xB5\x2F\xFD"},
    {0, Kind::lz4, "\x04\x22\x4D\x18"},
    {0, Kind::lz4, "\x02\x21\x4C\x18"}, // the legacy frame, used by Linux
    {0, Kind::mz_program, "MZ"},
    {0, Kind::a_out, "\x07\x01\x64"}, // OMAGIC, M_386
    {0, Kind::a_out, "\x0B\x01\x64"}, // ZMAGIC, M_386
    {0, Kind::script, "#!"},
};

bool is_marked(Bytes start, Mark const& mark)
{
    auto const length = std::char_traits<char>::length(mark.bytes);
    return mark.offset + length <= start.size() && __builtin_memcmp(&start[mark.offset], mark.bytes, length) == 0;
}

} // namespace

Kind of_start(Bytes start)
{
    if (is_marked(start, marks[0]))
        return marks[0].kind;
    if (auto const kind = of_headers(start, 0); kind != Kind::unknown)
        return kind;
    for (auto const& mark : marks)
        if (is_marked(start, mark))
            return mark.kind;
    return read_at<Le32>(start, 0) == 0u ? Kind::zeros : Kind::unknown;
}

Result<void> check(Kind kind, std::string_view file_name)
{
    if (kind == Kind::unknown)
        return {};
    static text::Sentence words{};
    auto const& description = descriptions[std::to_underlying(kind)];
    words.clear();
    words << file_name << ' ' << description.words;
    return fail(description.code, {}, words.view());
}

Result<void> explain(Error const& error, Kind kind, std::string_view file_name)
{
    return check(error.code == Code::kernel_of_other_kind ? static_cast<Kind>(error.numbers[0]) : kind, file_name);
}

} // namespace file_kind
