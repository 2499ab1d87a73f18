// SPDX-License-Identifier: BSD-2-Clause
// Reads a kernel's seal and computes the checksum to compare it with. System V gABI, "Note Section".
#include "stage2/image/seal.hpp"

#include "include/code_size.hpp"

#include <algorithm>
#include <span>

namespace seal {

using errors::Code;

Result<Seal> parse(elf_notes::Note const& note, std::string_view file_name)
{
    auto const fields = read_at<Note>(note.bytes, 0);
    if (!fields || fields->header.descriptor_size != our_descriptor_size)
        return fail(Code::seal_malformed, {note.bytes.size(), sizeof(Note)}, file_name);
    if (fields->format - old_format > current_format - old_format)
        return fail(Code::seal_format_unknown, {fields->format, current_format}, file_name);
    return Seal{fields->format, fields->checksum, note.file_offset + offsetof(Note, checksum)};
}

OUT_OF_LINE Gap gap_in(elf::ProgramHeader const& header, std::size_t size, std::uint64_t checksum_offset)
{
    std::uint64_t const offset = header.offset;
    auto const position = [&](std::uint64_t in_file) {
        auto const inside = in_file < offset ? 0 : in_file - offset;
        return static_cast<std::size_t>(std::min<std::uint64_t>(inside, size));
    };
    return {position(checksum_offset), position(checksum_offset + sizeof(Note::checksum))};
}

OUT_OF_LINE elf::ProgramHeader sealed_part(elf::ProgramHeader header)
{
    header.offset = 0;
    return header;
}

Digest::Digest(wide_sum::Add* method, elf::Image const& image, std::uint64_t checksum_offset)
    : checksum_(method), checksum_offset_(checksum_offset)
{
    std::uint64_t const type = image.position_independent ? elf::FileHeader::shared : elf::FileHeader::executable;
    std::array<Le64, 4> const numbers{type, image.entry.value, image.dynamic_address, image.dynamic_size};
    add_piece(std::as_bytes(std::span(numbers)), 0, {});
}

void Digest::add(elf::ProgramHeader const& header, Bytes contents)
{
    auto const part = sealed_part(header);
    add_piece(std::as_bytes(std::span(&part, 1)), 0, {});
    add_piece(contents, static_cast<std::size_t>(header.virtual_address) % wide_sum::block_size,
              gap_in(header, contents.size(), checksum_offset_));
}

// Adds contents that begin `lead` bytes behind the start of a block, with zeros in the gap. Blocks of contents alone are
// added where they are, and the others by way of a copy.
void Digest::add_piece(Bytes contents, std::size_t lead, Gap gap)
{
    using wide_sum::block_size;
    auto const* const bytes = contents.data();
    auto const size = contents.size();
    for (std::size_t at = 0;;) {
        auto to = (lead + at) % block_size;
        if (to == 0) {
            auto const blocks = ((at < gap.end ? std::max(at, gap.begin) : size) - at) / block_size;
            checksum_.add(bytes + at, blocks);
            at += blocks * block_size;
        }
        if (at == size)
            return;
        alignas(16) static std::array<std::byte, block_size> mixed;
        mixed = {};
        for (; to != block_size && at != size; ++to, ++at)
            if (at < gap.begin || at >= gap.end)
                mixed[to] = bytes[at];
        checksum_.add(mixed.data(), 1);
    }
}

} // namespace seal
