// Finds a kernel's seal and computes the checksum it is compared with. System V gABI, "Note Section".
#include "stage2/formats/seal.hpp"

#include <algorithm>
#include <span>

namespace seal {
namespace {

using errors::Code;

template <typename T>
Bytes bytes_of(T const& object)
{
    return std::as_bytes(std::span(&object, 1));
}

// Our note, which starts at `bytes`.
Result<std::optional<Seal>> read(Bytes bytes, std::uint64_t file_offset, std::string_view name)
{
    auto const note = read_at<Note>(bytes, 0);
    if (!note)
        return fail(Code::seal_malformed, {bytes.size(), sizeof(Note)}, name);
    if (note->header.descriptor_size != our_descriptor_size)
        return fail(Code::seal_malformed, {offsetof(Note, format) + std::uint64_t{note->header.descriptor_size},
                                           sizeof(Note)}, name);
    if (note->format != current_format)
        return fail(Code::seal_format_unknown, {note->format, current_format}, name);
    return Seal{note->checksum, file_offset + offsetof(Note, checksum)};
}

} // namespace

Result<std::optional<Seal>> find(Bytes notes, elf::NoteRange const& range, std::string_view name)
{
    // Each turn moves on by at least a note header, so this ends. Fewer bytes than that are padding.
    auto rest = notes;
    while (auto const note = read_at<NoteHeader>(rest, 0)) {
        if (note->name_size == sizeof(Name) && note->type == our_type &&
            read_at<Name>(rest, sizeof(NoteHeader)) == our_name)
            return read(rest, range.file_offset + (notes.size() - rest.size()), name);
        auto const descriptor = round_up(sizeof(NoteHeader) + std::uint64_t{note->name_size}, range.alignment);
        auto const end = descriptor + note->descriptor_size;
        if (end > rest.size())
            return fail(Code::seal_malformed, {rest.size(), end}, name);
        rest = rest.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(round_up(end, range.alignment),
                                                                             rest.size())));
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
        auto const inside = in_file < offset ? 0 : in_file - offset;
        return static_cast<std::size_t>(std::min<std::uint64_t>(inside, contents.size()));
    };
    auto const begin = position(checksum_offset_);
    auto const end = position(checksum_offset_ + sizeof(Note::checksum));
    Le32 const zero = 0;
    checksum_.add(contents.first(begin));
    checksum_.add(bytes_of(zero).first(end - begin));
    checksum_.add(contents.subspan(end));
}

} // namespace seal
