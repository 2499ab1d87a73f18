// Notes, one after the other. System V gABI, "Note Section".
#include "stage2/formats/elf_notes.hpp"

#include <algorithm>

namespace elf_notes {

// Each turn moves on by at least a header, so the walk ends.
Result<bool> Reader::next(Note& note)
{
    auto const rest = notes_.subspan(position_);
    auto const header = read_at<Header>(rest, 0);
    if (!header)
        return false;
    note.ours = header->name_size == sizeof(Name) && read_at<Name>(rest, sizeof(Header)) == our_name;
    auto const name_end = sizeof(Header) + std::uint64_t{header->name_size};
    auto const descriptor = note.ours ? name_end : round_up(name_end, range_.alignment);
    auto const end = descriptor + header->descriptor_size;
    if (end > rest.size())
        return fail(errors::Code::seal_malformed, {rest.size(), end}, file_name_);

    note.type = header->type;
    note.name = {reinterpret_cast<char const*>(rest.data()) + sizeof(Header), header->name_size};
    note.bytes = rest.first(static_cast<std::size_t>(end));
    note.descriptor = note.bytes.subspan(static_cast<std::size_t>(descriptor));
    note.file_offset = range_.file_offset + position_;
    position_ += static_cast<std::uint32_t>(std::min<std::uint64_t>(round_up(end, range_.alignment), rest.size()));
    return true;
}

} // namespace elf_notes
