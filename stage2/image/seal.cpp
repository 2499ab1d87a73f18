// Reads a kernel's seal and computes the checksum to compare it with. System V gABI, "Note Section".
#include "stage2/image/seal.hpp"

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

} // namespace

Result<Seal> parse(elf_notes::Note const& note, std::string_view file_name)
{
    auto const fields = read_at<Note>(note.bytes, 0);
    if (!fields || fields->header.descriptor_size != our_descriptor_size)
        return fail(Code::seal_malformed, {note.bytes.size(), sizeof(Note)}, file_name);
    if (fields->format != current_format)
        return fail(Code::seal_format_unknown, {fields->format, current_format}, file_name);
    return Seal{fields->checksum, note.file_offset + offsetof(Note, checksum)};
}

Digest::Digest(crc32c::Method method, elf::Image const& image, std::uint64_t checksum_offset)
    : checksum_(method), checksum_offset_(checksum_offset)
{
    checksum_.add(bytes_of(Le16{image.position_independent ? elf::FileHeader::shared : elf::FileHeader::executable}));
    for (auto const number : {image.entry.value, image.dynamic_address, image.dynamic_size})
        checksum_.add(bytes_of(Le64{number}));
}

void Digest::add(elf::ProgramHeader const& header, Bytes contents)
{
    auto without_offset = header;
    without_offset.offset = 0;
    checksum_.add(bytes_of(without_offset));

    // [begin, end) is where these bytes contain the checksum field; usually empty, because the note is in another
    // segment.
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
