// Checks the program headers of an ELF file, and what they make together. System V gABI, "Program Header".
#include "stage2/formats/elf.hpp"

#include <algorithm>
#include <limits>

namespace elf {
namespace {

using errors::Code;

// offset + size, or the largest number when there is no such number: only for messages.
std::uint64_t saturated_end(std::uint64_t offset, std::uint64_t size)
{
    return offset + size < offset ? std::numeric_limits<std::uint64_t>::max() : offset + size;
}

bool within(Segment const& segment, VirtAddr begin, VirtAddr end)
{
    return segment.address >= begin && segment.address < end && segment.memory_size <= end - segment.address;
}

// Goes through the program headers, one add() for each, and ends with what they must have in common. Its functions
// return false when they have set error(): in 32-bit code a Result at every step would double the size of this file.
class Collector {
public:
    Collector(Header const& header, std::uint64_t file_size, std::string_view name) : file_size_(file_size)
    {
        image_.entry = header.entry;
        image_.position_independent = header.position_independent;
        image_.alignment = page_size;
        error_.name = name;
    }

    bool add(std::uint8_t number, ProgramHeader const& header);
    bool check_whole();

    Image const& image() const { return image_; }
    Error const& error() const { return error_; }

private:
    // Not inline: in a frame beside an Image each access to a variable would be longer.
    [[gnu::noinline]] bool add_segment(std::uint8_t number, ProgramHeader const& header);
    [[gnu::noinline]] bool add_note(std::uint8_t number, ProgramHeader const& header);
    bool check_segment(Segment const& segment, std::uint64_t alignment);
    bool check_file_range(std::uint8_t number, std::uint64_t offset, std::uint64_t size);
    bool check_neighbours(Segment const& left, Segment const& right);
    bool check_entry();
    [[gnu::noinline]] bool refuse(Code code, std::uint64_t first = 0, std::uint64_t second = 0,
                                  std::uint64_t third = 0);

    Image image_{};
    Error error_{};
    std::uint32_t found_ = 0;           // segments in the file, also those that did not fit into image_
    std::uint64_t file_size_;
};

bool Collector::refuse(Code code, std::uint64_t first, std::uint64_t second, std::uint64_t third)
{
    error_.code = code;
    error_.numbers = {first, second, third};
    return false;
}

bool Collector::add(std::uint8_t number, ProgramHeader const& header)
{
    switch (std::uint32_t{header.type}) {
    case ProgramHeader::load:
        return add_segment(number, header);
    case ProgramHeader::note:
    case ProgramHeader::gnu_property:
        return add_note(number, header);
    case ProgramHeader::dynamic:
        if (!image_.position_independent)
            return refuse(Code::elf_needs_dynamic_linker);
        image_.dynamic_address = header.virtual_address;
        image_.dynamic_size = header.memory_size;
        return true;
    case ProgramHeader::interpreter:
        return refuse(Code::elf_needs_dynamic_linker);
    default:
        return true;                    // stack flags, unwind tables and the like ask nothing of a boot loader
    }
}

bool Collector::check_file_range(std::uint8_t number, std::uint64_t offset, std::uint64_t size)
{
    return size == 0 || inside_file(offset, size, file_size_) ||
           refuse(Code::elf_file_cut, number, saturated_end(offset, size), file_size_);
}

bool Collector::check_segment(Segment const& segment, std::uint64_t alignment)
{
    if (segment.file_size > segment.memory_size)
        return refuse(Code::elf_segment_sizes, segment.number, segment.file_size, segment.memory_size);
    if (!check_file_range(segment.number, segment.file_offset, segment.file_size))
        return false;
    if (has(segment.rights, Rights::write | Rights::execute))
        return refuse(Code::elf_segment_writable_executable, segment.number);
    if ((alignment & (alignment - 1)) != 0)
        return refuse(Code::elf_segment_alignment, segment.number, alignment);
    if (image_.position_independent && alignment > max_alignment)
        return refuse(Code::elf_alignment_too_large, segment.number, alignment, max_alignment);
    auto const good_place = image_.position_independent
                                ? within(segment, {0}, upper_end)
                                : within(segment, lower_begin, lower_end) || within(segment, upper_begin, upper_end);
    return segment.memory_size == 0 || good_place ||
           refuse(Code::elf_address_invalid, segment.number, segment.address.value);
}

bool Collector::add_segment(std::uint8_t number, ProgramHeader const& header)
{
    Segment const segment{
        .address = {header.virtual_address},
        .physical = {header.physical_address},
        .file_offset = header.file_size == 0 ? 0 : std::uint64_t{header.offset},     // may be any number then
        .file_size = header.file_size,
        .memory_size = header.memory_size,
        .rights = static_cast<Rights>(header.flags & 7),
        .number = number,
    };
    if (!check_segment(segment, header.alignment))
        return false;
    if (segment.memory_size == 0)
        return true;                    // some linkers leave an empty segment where a section was thrown out
    image_.alignment = std::max<std::uint64_t>(image_.alignment, header.alignment);
    if (found_++ >= max_segments)
        return true;                    // goes on counting: the message shall name the whole number

    // The gABI wants PT_LOADs sorted by address; not every linker script obeys.
    auto place = image_.segment_count++;
    for (; place > 0 && image_.segment_list[place - 1].address > segment.address; --place)
        image_.segment_list[place] = image_.segment_list[place - 1];
    image_.segment_list[place] = segment;
    return true;
}

bool Collector::add_note(std::uint8_t number, ProgramHeader const& header)
{
    if (!check_file_range(number, header.offset, header.file_size))
        return false;
    if (header.file_size == 0 || header.file_size > max_note_size || image_.note_count == max_notes)
        return true;
    for (auto const& range : image_.notes())
        if (range.file_offset == header.offset && range.file_size == header.file_size)
            return true;                // ld names the properties of a program twice, by either type
    image_.note_list[image_.note_count++] = {
        .file_offset = header.offset,
        .file_size = static_cast<std::uint32_t>(header.file_size),
        .alignment = header.alignment == 8 ? 8u : 4u,
    };
    return true;
}

bool Collector::check_neighbours(Segment const& left, Segment const& right)
{
    if (left.end() > right.address)
        return refuse(Code::elf_segments_overlap, left.number, right.number, right.address.value);
    // Refused even when both have the same rights: so each page belongs to one segment, and is mapped once.
    auto const page = round_down(right.address.value, page_size);
    return left.end().value <= page || refuse(Code::elf_segments_share_page, left.number, right.number, page);
}

bool Collector::check_entry()
{
    for (auto const& segment : image_.segments())
        if (has(segment.rights, Rights::execute) && image_.entry >= segment.address && image_.entry < segment.end())
            return true;
    return refuse(Code::elf_entry_not_executable, image_.entry.value);
}

bool Collector::check_whole()
{
    if (found_ == 0)
        return refuse(Code::elf_no_segments);
    if (found_ > max_segments)
        return refuse(Code::elf_too_many_segments, found_, max_segments);
    for (std::uint32_t i = 1; i < found_; ++i)
        if (!check_neighbours(image_.segment_list[i - 1], image_.segment_list[i]))
            return false;
    // The span also shows a kernel that lies in both halves.
    if (auto const span = image_.end() - image_.begin(); span > max_span)
        return refuse(Code::elf_span_too_large, span, max_span);
    return check_entry();
}

} // namespace

Result<Image> parse_segments(Header const& header, Bytes table, std::uint64_t file_size, std::string_view name)
{
    if (table.size() < header.table_size())
        return fail(Code::elf_program_headers_invalid,
                    {header.table_count, sizeof(ProgramHeader), header.table_offset}, name);
    Collector collector(header, file_size, name);
    bool fine = true;
    for (std::uint32_t number = 0; fine && number < header.table_count; ++number)
        fine = collector.add(static_cast<std::uint8_t>(number), program_header(table, number));
    if (!fine || !collector.check_whole())
        return fail(collector.error());
    return collector.image();
}

} // namespace elf
