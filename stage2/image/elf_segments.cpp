// SPDX-License-Identifier: BSD-2-Clause
// Checks the program headers of an ELF file, each one and all together. System V gABI, "Program Header".
#include "include/code_size.hpp"
#include "stage2/image/elf.hpp"

#include <algorithm>

namespace elf {
namespace {

using errors::Code;

bool within(Segment const& segment, VirtAddr begin, VirtAddr end)
{
    return segment.address >= begin && segment.address < end && segment.memory_size <= end - segment.address;
}

// Compares the rights that page tables distinguish: every mapped page is readable.
bool same_page_rights(Rights left, Rights right)
{
    return has(left, Rights::write) == has(right, Rights::write) &&
           has(left, Rights::execute) == has(right, Rights::execute);
}

// The end of the headers and notes at the start of the file. Linkers align notes to 4 or 8 bytes. (The program headers
// count at their usual place even if farjump-seal has moved them, because the old table is still there.)
std::uint32_t end_of_headers(Header const& header, Bytes table)
{
    std::uint32_t end = sizeof(FileHeader) + header.table_size();
    for (std::uint32_t number = 0; number < header.table_count; ++number) {
        auto const& entry = program_header(table, number);
        auto const begin = static_cast<std::uint32_t>(entry.offset); // no file reaches beyond 4 GiB
        if (is_note(entry) && begin <= round_up(end, 8))
            end = std::max(end, begin + static_cast<std::uint32_t>(entry.file_size));
    }
    return end;
}

// Collects the program headers, one add() for each, and finally checks their combination. The functions return false
// after they have set error(): in 32-bit code, a Result in each step would double the size of this file.
class Collector {
public:
    Collector(Header const& header, Bytes table, std::uint64_t file_size, std::string_view name)
        : allowed_(header.allowed), file_size_(file_size), headers_end_(end_of_headers(header, table))
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
    OUT_OF_LINE bool add_segment(std::uint8_t number, ProgramHeader const& header);
    bool check_segment(Segment const& segment, std::uint64_t alignment);
    OUT_OF_LINE bool can_lie_there(Segment const& segment) const;
    OUT_OF_LINE bool is_headers_only(Segment const& segment) const;
    bool check_neighbours(Segment const& left, Segment const& right);
    bool check_entry();
    OUT_OF_LINE bool refuse(Code code, std::uint64_t first = 0, std::uint64_t second = 0, std::uint64_t third = 0);

    Image image_{};
    Error error_{};
    Allowed allowed_;
    std::uint32_t found_ = 0; // segments in the file, including those that do not fit in image_
    std::uint64_t file_size_;
    std::uint32_t headers_end_;
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
    case ProgramHeader::load: return add_segment(number, header);
    case ProgramHeader::dynamic:
        if (!image_.position_independent && !has(allowed_, Allowed::dynamic_executables))
            return refuse(Code::elf_needs_dynamic_linker);
        image_.dynamic_address = header.virtual_address;
        image_.dynamic_size = header.memory_size;
        return true;
    case ProgramHeader::interpreter:
        return has(allowed_, Allowed::dynamic_executables) || refuse(Code::elf_needs_dynamic_linker);
    default: return true; // stack flags, unwind tables and others do not concern a boot loader
    }
}

bool Collector::check_segment(Segment const& segment, std::uint64_t alignment)
{
    if (segment.file_size > segment.memory_size)
        return refuse(Code::elf_segment_sizes, segment.number, segment.file_size, segment.memory_size);
    if (!inside_file(segment.file_offset, segment.file_size, file_size_))
        return refuse(Code::elf_file_cut, segment.number, saturated_end(segment.file_offset, segment.file_size),
                      file_size_);
    if (has(segment.rights, Rights::write | Rights::execute) && !has(allowed_, Allowed::write_and_execute))
        return refuse(Code::elf_segment_writable_executable, segment.number);
    if ((alignment & (alignment - 1)) != 0)
        return refuse(Code::elf_segment_alignment, segment.number, alignment);
    if (image_.position_independent && alignment > max_alignment)
        return refuse(Code::elf_alignment_too_large, segment.number, alignment, max_alignment);
    return true;
}

bool Collector::can_lie_there(Segment const& segment) const
{
    return image_.position_independent
               ? within(segment, {0}, upper_end)
               : within(segment, lower_begin, lower_end) || within(segment, upper_begin, upper_end);
}

// Whether the segment has only the file header and adjacent headers and notes, but no section.
bool Collector::is_headers_only(Segment const& segment) const
{
    return segment.file_offset == 0 && segment.file_size == segment.memory_size && segment.file_size <= headers_end_ &&
           !has(segment.rights, Rights::execute);
}

bool Collector::add_segment(std::uint8_t number, ProgramHeader const& header)
{
    Segment const segment{
        .address = {header.virtual_address},
        .physical = {header.physical_address},
        .file_offset = header.file_size == 0 ? 0 : std::uint64_t{header.offset}, // invalid offsets are allowed then
        .file_size = header.file_size,
        .memory_size = header.memory_size,
        .rights = static_cast<Rights>(header.flags & 7),
        .number = number,
    };
    if (!check_segment(segment, header.alignment))
        return false;
    if (segment.memory_size == 0)
        return true; // some linkers leave an empty segment for a discarded section
    // `ld -Ttext=` places headers that belong to no section one page below the text, or, with notes, at 400000h.
    bool const good_place = can_lie_there(segment);
    bool const in_other_half = (segment.address.value ^ image_.entry.value) >> 63 != 0;
    if ((!good_place || in_other_half) && is_headers_only(segment))
        return true;
    if (!good_place)
        return refuse(Code::elf_address_invalid, number, segment.address.value);
    image_.alignment = std::max<std::uint64_t>(image_.alignment, header.alignment);
    if (found_++ >= max_segments)
        return true; // continue, because the error reports the total number

    // The gABI requires PT_LOADs sorted by address, but not every linker script complies.
    auto place = image_.segment_count++;
    for (; place > 0 && image_.segment_list[place - 1].address > segment.address; --place)
        image_.segment_list[place] = image_.segment_list[place - 1];
    image_.segment_list[place] = segment;
    return true;
}

bool Collector::check_neighbours(Segment const& left, Segment const& right)
{
    if (left.end() > right.address)
        return refuse(Code::elf_segments_overlap, left.number, right.number, right.address.value);
    auto const page = round_down(right.address.value, page_size);
    return left.end().value <= page || same_page_rights(left.rights, right.rights) ||
           refuse(Code::elf_segments_share_page, left.number, right.number, page);
}

bool Collector::check_entry()
{
    for (auto const& segment : image_.segments()) {
        if (!has(segment.rights, Rights::execute) || image_.entry < segment.address || image_.entry >= segment.end())
            continue;
        return image_.entry - segment.address < segment.file_size ||
               refuse(Code::elf_entry_without_code, image_.entry.value);
    }
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
    // The span also detects a kernel in both halves.
    if (auto const span = image_.end() - image_.begin(); span > max_span)
        return refuse(Code::elf_span_too_large, span, max_span);
    return has(allowed_, Allowed::any_entry) || check_entry();
}

} // namespace

Result<Image> parse_segments(Header const& header, Bytes table, std::uint64_t file_size, std::string_view name)
{
    if (table.size() < header.table_size())
        return fail(Code::elf_program_headers_invalid, {header.table_count, sizeof(ProgramHeader), header.table_offset},
                    name);
    Collector collector(header, table, file_size, name);
    bool fine = true;
    for (std::uint32_t number = 0; fine && number < header.table_count; ++number)
        fine = collector.add(static_cast<std::uint8_t>(number), program_header(table, number));
    if (!fine || !collector.check_whole())
        return fail(collector.error());
    return collector.image();
}

} // namespace elf
