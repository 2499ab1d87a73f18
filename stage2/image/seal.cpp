// Reads a kernel's seal and computes the checksum to compare it with. System V gABI, "Note Section".
#include "stage2/image/seal.hpp"

#include "include/code_size.hpp"

#include <algorithm>
#include <span>

namespace seal {

using errors::Code;

Result<Seal> parse(elf_notes::Note const& note, std::string_view file_name)
{
    // The bytes behind a shorter note belong to others: they are not used.
    auto const& fields = overlay<Note>(note.bytes.data());
    auto const found = note.bytes.size();
    if (found < note_size(old_format))
        return fail(Code::seal_malformed, {found, sizeof(Note)}, file_name);
    std::uint32_t const format = fields.format;
    if (format != current_format && format != old_format)
        return fail(Code::seal_format_unknown, {format, current_format}, file_name);
    if (fields.header.descriptor_size != descriptor_size(format))
        return fail(Code::seal_malformed, {found, note_size(format)}, file_name);
    return Seal{.format = format,
                .crc32c = fields.crc32c,
                .xxh32 = format == current_format ? std::uint32_t{fields.xxh32} : 0,
                .checksums_offset = note.file_offset + offsetof(Note, crc32c)};
}

OUT_OF_LINE Gap gap_in(Seal const& seal, elf::ProgramHeader const& header, std::size_t size)
{
    std::uint64_t const offset = header.offset;
    auto const position = [&](std::uint64_t in_file) {
        auto const inside = in_file < offset ? 0 : in_file - offset;
        return static_cast<std::size_t>(std::min<std::uint64_t>(inside, size));
    };
    return {position(seal.checksums_offset), position(seal.checksums_offset + seal.checksums_size())};
}

OUT_OF_LINE elf::ProgramHeader sealed_part(elf::ProgramHeader header)
{
    header.offset = 0;
    return header;
}

Digest::Digest(stripes::Add* method, elf::Image const& image, Seal const& seal) : checksum_(method), seal_(seal)
{
    std::uint64_t const type = image.position_independent ? elf::FileHeader::shared : elf::FileHeader::executable;
    std::array<Le64, 4> const numbers{type, image.entry.value, image.dynamic_address, image.dynamic_size};
    add_padded(std::as_bytes(std::span(numbers)), {});
}

void Digest::add(elf::ProgramHeader const& header, Bytes contents)
{
    auto const part = sealed_part(header);
    add_padded(std::as_bytes(std::span(&part, 1)), {});
    add_padded(contents, gap_in(seal_, header, contents.size()));
}

// Adds zeros for the bytes of the gap.
void Digest::add_padded(Bytes contents, Gap gap)
{
    auto const* const bytes = contents.data();
    auto const size = contents.size();
    for (std::size_t at = 0; at < size;) {
        auto const clean_end = at < gap.end ? std::max(at, gap.begin) : size;
        auto const whole = (clean_end - at) / stripes::size;
        checksum_.add(bytes + at, whole);
        at += whole * stripes::size;

        std::array<std::byte, stripes::size> mixed{};
        auto const end = std::min(size, at + stripes::size);
        if (at == end)
            break;
        for (auto* to = mixed.data(); at < end; ++at, ++to)
            if (at < gap.begin || at >= gap.end)
                *to = bytes[at];
        checksum_.add(mixed.data(), 1);
    }
}

} // namespace seal
