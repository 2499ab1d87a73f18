// SPDX-License-Identifier: BSD-2-Clause
// Finds room for a seal in an ELF file, and computes it with the loader's own code. System V gABI, "ELF Header",
// "Sections", "Program Header", "Note Section".
#include "disk/kernel_tools/sealing.hpp"

#include "disk/kernel_tools/kernel_file.hpp"
#include "disk/kernel_tools/sections.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/image/seal.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

namespace sealing {
namespace {

using kernel_file::Kernel;

template <typename T>
void put(File& file, std::uint64_t offset, T const& object)
{
    if (file.size() < offset + sizeof object)
        file.resize(static_cast<std::size_t>(offset + sizeof object));
    std::memcpy(&file[static_cast<std::size_t>(offset)], &object, sizeof object);
}

// Finds the first used byte in [begin, end).
class UsedBytes {
public:
    UsedBytes(std::uint64_t begin, std::uint64_t end) : begin_(begin), first_used_(end) {}

    void add(std::uint64_t offset, std::uint64_t size)
    {
        if (size != 0 && (offset >= begin_ || size > begin_ - offset))
            first_used_ = std::min(first_used_, std::max(offset, begin_));
    }

    std::uint64_t first_used() const { return first_used_; }

private:
    std::uint64_t begin_;
    std::uint64_t first_used_;
};

// Marks the bytes of sections as used. False if the section headers cannot be read: then the use of bytes is unknown.
bool add_sections(Bytes file, UsedBytes& used)
{
    auto const header = *read_at<elf::FileHeader>(file, 0);
    std::uint64_t const offset = header.section_header_offset;
    if (offset == 0)
        return true;
    std::uint64_t const count = header.section_header_count;
    if (count == 0 || header.section_header_size != sizeof(sections::Header) || offset > file.size())
        return false;
    for (std::uint64_t i = 0; i < count; ++i) {
        auto const section = read_at<sections::Header>(file, offset + i * sizeof(sections::Header));
        if (!section || section->offset > file.size())
            return false;
        if (section->type != sections::Header::null && section->type != sections::Header::no_bits)
            used.add(section->offset, section->size);
    }
    used.add(offset, count * sizeof(sections::Header));
    return true;
}

// True if there is room behind the table for one more program header and the note: bytes that are zero and belong to no
// section or segment.
bool has_gap(Kernel const& kernel, std::uint64_t size)
{
    auto const begin = kernel.header.table_offset + kernel.header.table_size();
    UsedBytes used(begin, kernel.file.size());
    for (std::uint32_t number = 0; number < kernel.header.table_count; ++number) {
        auto const header = elf::program_header(kernel.table, number);
        if (header.offset <= kernel.file.size()) // the loader checks the ranges of headers that it uses only
            used.add(header.offset, header.file_size);
    }
    if (!add_sections(kernel.file, used) || used.first_used() - begin < size)
        return false;
    return std::ranges::all_of(kernel.part(begin, size), [](std::byte byte) { return byte == std::byte{0}; });
}

seal::Note empty_note()
{
    return {.header = {sizeof(elf_notes::Name), seal::our_descriptor_size, seal::our_type},
            .name = elf_notes::our_name,
            .format = seal::current_format,
            .checksum = 0};
}

// Not loaded (no address, no memory), as in core files.
elf::ProgramHeader note_header(std::uint64_t offset)
{
    return {.type = elf::ProgramHeader::note,
            .flags = static_cast<std::uint32_t>(elf::Rights::read),
            .offset = offset,
            .virtual_address = 0,
            .physical_address = 0,
            .file_size = sizeof(seal::Note),
            .memory_size = 0,
            .alignment = 4};
}

// Adds a note with an empty seal, and a program header that names it.
Place add_note(File& file, Kernel const& kernel)
{
    constexpr std::uint64_t note_alignment = 4, table_alignment = 8;
    auto file_header = *read_at<elf::FileHeader>(file, 0);
    auto const table_size = kernel.header.table_size();
    auto table = kernel.header.table_offset;
    auto const padding = round_up(table + table_size, note_alignment) - (table + table_size);
    auto const gap = has_gap(kernel, sizeof(elf::ProgramHeader) + padding + sizeof(seal::Note));
    if (!gap) {
        File const old(kernel.table.begin(), kernel.table.end()); // before kernel.table moves
        table = round_up<std::uint64_t>(file.size(), table_alignment);
        file.resize(static_cast<std::size_t>(table));
        file.insert(file.end(), old.begin(), old.end());
    }
    auto const header_offset = table + table_size;
    auto const note_offset = round_up(header_offset + sizeof(elf::ProgramHeader), note_alignment);
    put(file, header_offset, note_header(note_offset));
    put(file, note_offset, empty_note());
    file_header.program_header_offset = table;
    file_header.program_header_count = static_cast<std::uint16_t>(kernel.header.table_count + 1);
    put(file, 0, file_header);
    return gap ? Place::gap : Place::appended;
}

} // namespace

Result<std::optional<std::uint32_t>> check(Bytes file, std::string_view name)
{
    auto const kernel = TRY(kernel_file::parse(file, name));
    return kernel_file::verify_seal(kernel);
}

Result<Sealed> seal(File file, std::string_view name)
{
    auto place = Place::existing;
    {
        auto const kernel = TRY(kernel_file::parse(file, name));
        if (!kernel.findings.seal) {
            if (kernel.header.table_count == elf::max_program_headers)
                return fail(errors::Code::seal_no_room, {kernel.header.table_count}, name);
            place = add_note(file, kernel);
        }
    }
    auto const kernel = TRY(kernel_file::parse(file, name));
    auto found = *kernel.findings.seal;
    found.format = seal::current_format; // a note that an older kernel source has may name the old one
    auto const format_offset = found.checksum_offset - offsetof(seal::Note, checksum) + offsetof(seal::Note, format);
    put(file, format_offset, Le32{found.format});
    auto const value = kernel_file::checksum(kernel, found);
    put(file, found.checksum_offset, Le32{value});
    TRY(check(file, name));
    return Sealed{std::move(file), place, value};
}

} // namespace sealing
