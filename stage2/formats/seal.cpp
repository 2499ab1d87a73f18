// Finds a kernel's seal and computes the checksum it is compared with. System V gABI, "Note Section".
#include "stage2/formats/seal.hpp"

#include <algorithm>
#include <span>

namespace seal {
namespace {

constexpr std::uint64_t note_header_size = offsetof(Note, name);
constexpr std::uint64_t descriptor_size = sizeof(Note) - offsetof(Note, format);

template <typename T>
Bytes bytes_of(T const& object)
{
    return std::as_bytes(std::span(&object, 1));
}

} // namespace

Result<std::optional<Seal>> find(Bytes notes, elf::NoteRange const& range, std::string_view name)
{
    auto const malformed = [&](std::uint64_t has, std::uint64_t due) {
        return fail(errors::Code::seal_malformed, {has, due}, name);
    };
    // Each turn moves on by at least a note header, so this ends. Fewer bytes than that are padding.
    auto rest = notes;
    while (rest.size() >= note_header_size) {
        std::uint32_t const name_size = *read_at<Le32>(rest, offsetof(Note, name_size));
        std::uint32_t const size = *read_at<Le32>(rest, offsetof(Note, descriptor_size));
        std::uint32_t const type = *read_at<Le32>(rest, offsetof(Note, type));
        auto const descriptor = round_up(note_header_size + name_size, range.alignment);
        auto const end = descriptor + size;
        if (end > rest.size())
            return malformed(rest.size(), end);

        auto const note_name = read_at<Name>(rest, offsetof(Note, name));
        if (name_size == sizeof(Name) && type == our_type && note_name && *note_name == our_name) {
            if (size != descriptor_size)
                return malformed(size, descriptor_size);
            auto const note = *read_at<Note>(rest, 0);
            if (note.format != current_format)
                return fail(errors::Code::seal_format_unknown, {note.format, current_format}, name);
            auto const position = notes.size() - rest.size();
            return Seal{note.checksum, range.file_offset + position + offsetof(Note, checksum)};
        }
        rest = rest.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(round_up(end, range.alignment), rest.size())));
    }
    return std::nullopt;
}

Digest::Digest(crc32c::Method method, VirtAddr entry, std::uint64_t checksum_offset)
    : checksum_(method), checksum_offset_(checksum_offset)
{
    checksum_.add(bytes_of(Le64{entry.value}));
}

void Digest::add(elf::ProgramHeader const& header, Bytes contents)
{
    auto without_offset = header;
    without_offset.offset = 0;
    checksum_.add(bytes_of(without_offset));

    // [begin, end) of these contents is the checksum itself; mostly it is empty, and often at the end.
    std::uint64_t const offset = header.offset;
    auto const position = [&](std::uint64_t in_file) {
        return static_cast<std::size_t>(std::min<std::uint64_t>(in_file < offset ? 0 : in_file - offset, contents.size()));
    };
    auto const begin = position(checksum_offset_);
    auto const end = position(checksum_offset_ + sizeof(Note::checksum));
    Le32 const zero = 0;
    checksum_.add(contents.first(begin));
    checksum_.add(bytes_of(zero).first(end - begin));
    checksum_.add(contents.subspan(end));
}

} // namespace seal
