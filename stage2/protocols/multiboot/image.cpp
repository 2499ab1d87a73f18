// SPDX-License-Identifier: BSD-2-Clause
// Parses the image of a Multiboot kernel: by the header's addresses, or as an ELF file of 32 or 64 bits.
#include "stage2/protocols/multiboot/image.hpp"

#include "include/units.hpp"

#include <algorithm>
#include <optional>

namespace multiboot {

namespace {

using errors::Code;

constexpr std::uint32_t elf_magic = 0x464C'457F;

// The offsets of the fields in one of the two classes. A field of `wide` bytes is an address, an offset or a size.
struct Layout {
    std::size_t wide;
    std::size_t file_header_size;
    std::size_t entry, program_headers, section_headers; // wide
    std::size_t program_header_size, program_header_count, section_header_size, section_header_count, section_names;
    std::size_t least_program_header, p_offset, p_vaddr, p_paddr, p_filesz, p_memsz; // wide
    std::size_t least_section_header, sh_type, sh_flags, sh_addr, sh_offset, sh_size,
        sh_addralign; // wide from sh_flags on
};

constexpr Layout layout_32{4, 52, 24, 28, 32, 42, 44, 46, 48, 50, 32, 4, 8, 12, 16, 20, 40, 4, 8, 12, 16, 20, 32};
constexpr Layout layout_64{8, 64, 24, 32, 40, 54, 56, 58, 60, 62, 56, 8, 16, 24, 32, 40, 64, 4, 8, 16, 24, 32, 48};

Layout const& layout_of(bool is_64_bit)
{
    return is_64_bit ? layout_64 : layout_32;
}

std::uint64_t wide_at(Bytes bytes, std::uint64_t offset, Layout const& layout)
{
    if (layout.wide == sizeof(std::uint64_t)) {
        auto const value = read_at<Le64>(bytes, offset);
        return value ? std::uint64_t{*value} : 0;
    }
    auto const value = read_at<Le32>(bytes, offset);
    return value ? std::uint64_t{*value} : 0;
}

std::uint32_t half_at(Bytes bytes, std::uint64_t offset)
{
    auto const value = read_at<Le16>(bytes, offset);
    return value ? std::uint32_t{*value} : 0;
}

Result<void> add(Image& image, Segment const& segment, std::string_view path)
{
    if (image.segment_count == Image::most_segments)
        return fail(Code::multiboot_too_many_segments, {Image::most_segments}, path);
    image.segment_list[image.segment_count++] = segment;
    return {};
}

// "The address fields of Multiboot header". All addresses come from the file: each difference is checked.
Result<Image> by_addresses(Bytes file, Header const& header, std::string_view path)
{
    auto const& [header_address, load_wish, load_end, bss_end] = *header.addresses;
    bool const from_start = load_wish == UINT32_MAX;
    auto const load = from_start ? header_address - header.offset : load_wish;
    auto const invalid = [&] {
        return fail(Code::multiboot_addresses_invalid, {header_address, load, load_end != 0 ? load_end : bss_end},
                    path);
    };
    if (!header.entry || header_address < load || header_address - load > header.offset)
        return invalid();
    auto const offset = header.offset - (header_address - load);
    auto const available = static_cast<std::uint32_t>(file.size()) - offset;
    auto const file_size = load_end != 0 ? load_end - load : available;
    if ((load_end != 0 && load_end < load) || load > UINT32_MAX - file_size || file_size == 0)
        return invalid();
    if (file_size > available)
        return fail(Code::multiboot_cut, {1, std::uint64_t{offset} + file_size, file.size()}, path);
    if (bss_end != 0 && bss_end < load + file_size)
        return invalid();
    Image image{};
    TRY(add(image, {load, offset, file_size, bss_end != 0 ? bss_end - load : file_size}, path));
    image.entry = *header.entry;
    return image;
}

struct Elf {
    Bytes file;
    Layout const& layout;
    std::string_view path;

    std::uint64_t wide(std::uint64_t offset) const { return wide_at(file, offset, layout); }
    std::uint32_t half(std::uint64_t offset) const { return half_at(file, offset); }
};

constexpr std::uint32_t pt_load = 1;

Result<void> add_segment(Image& image, Elf const& elf, std::uint64_t at, std::uint32_t number)
{
    auto const& layout = elf.layout;
    auto const offset = elf.wide(at + layout.p_offset), physical = elf.wide(at + layout.p_paddr),
               file_size = elf.wide(at + layout.p_filesz), memory_size = elf.wide(at + layout.p_memsz);
    if (memory_size == 0)
        return {}; // some kernels have empty segments, even at addresses of others
    if (file_size > memory_size || physical > UINT32_MAX || memory_size > 4_GiB - physical)
        return fail(Code::multiboot_elf_invalid, {number, physical, memory_size}, elf.path);
    if (offset > elf.file.size() || file_size > elf.file.size() - offset)
        return fail(Code::multiboot_cut, {number, offset + file_size, elf.file.size()}, elf.path);
    return add(image,
               {static_cast<std::uint32_t>(physical), static_cast<std::uint32_t>(offset),
                static_cast<std::uint32_t>(file_size), static_cast<std::uint32_t>(memory_size)},
               elf.path);
}

// The physical address of the entry point. It is a virtual address if it lies in a segment's virtual addresses; otherwise
// it is physical already.
std::uint64_t entry_of(Elf const& elf, std::uint64_t table, std::uint32_t size, std::uint32_t count)
{
    auto const& layout = elf.layout;
    auto const entry = elf.wide(layout.entry);
    for (std::uint32_t number = 0; number < count; ++number) {
        auto const at = table + std::uint64_t{number} * size;
        auto const address = elf.wide(at + layout.p_vaddr);
        if (*read_at<Le32>(elf.file, at) == pt_load && entry >= address &&
            entry - address < elf.wide(at + layout.p_memsz))
            return entry - address + elf.wide(at + layout.p_paddr);
    }
    return entry;
}

// Without the table of sections a kernel boots as well, so a wrong one is left out.
Sections sections_of(Elf const& elf)
{
    auto const& layout = elf.layout;
    Sections const sections{.offset = static_cast<std::uint32_t>(elf.wide(layout.section_headers)),
                            .count = elf.half(layout.section_header_count),
                            .entry_size = elf.half(layout.section_header_size),
                            .names = elf.half(layout.section_names),
                            .is_64_bit = layout.wide == sizeof(std::uint64_t)};
    auto const offset = elf.wide(layout.section_headers);
    bool const is_valid = sections.entry_size >= layout.least_section_header && offset <= elf.file.size() &&
                          sections.size() <= elf.file.size() - offset;
    return is_valid ? sections : Sections{};
}

Result<Image> by_elf(Bytes file, Header const& header, std::string_view path)
{
    constexpr std::size_t class_at = 4, data_at = 5, machine_at = 18;
    constexpr std::uint32_t little_endian = 1, i386 = 3, x86_64 = 62;
    auto const magic = read_at<Le32>(file, 0);
    if (!magic || *magic != elf_magic || file.size() < layout_32.file_header_size)
        return fail(Code::multiboot_not_loadable, {}, path);
    auto const file_class = std::to_integer<std::uint32_t>(file[class_at]);
    Elf const elf{file, layout_of(file_class == 2), path};
    auto const machine = elf.half(machine_at);
    auto const& layout = elf.layout;
    auto const table = elf.wide(layout.program_headers);
    auto const size = elf.half(layout.program_header_size);
    auto const count = elf.half(layout.program_header_count);
    bool const is_for_pc = (file_class == 1 || file_class == 2) && file.size() >= layout.file_header_size &&
                           std::to_integer<std::uint32_t>(file[data_at]) == little_endian &&
                           (machine == i386 || machine == x86_64);
    if (!is_for_pc || size < layout.least_program_header)
        return fail(Code::multiboot_elf_invalid, {0, machine, size}, path);
    if (table > file.size() || std::uint64_t{count} * size > file.size() - table)
        return fail(Code::multiboot_cut, {0, table + std::uint64_t{count} * size, file.size()}, path);
    Image image{};
    for (std::uint32_t number = 0; number < count; ++number) {
        auto const at = table + std::uint64_t{number} * size;
        if (*read_at<Le32>(file, at) == pt_load)
            TRY(add_segment(image, elf, at, number));
    }
    if (image.segment_count == 0)
        return fail(Code::multiboot_not_loadable, {}, path);
    auto const entry = header.entry ? *header.entry : entry_of(elf, table, size, count);
    if (entry > UINT32_MAX)
        return fail(Code::multiboot_elf_invalid, {0, entry, 0}, path);
    image.entry = static_cast<std::uint32_t>(entry);
    image.sections = sections_of(elf);
    return image;
}

} // namespace

std::uint32_t Image::begin() const
{
    return std::ranges::min(segments(), {}, &Segment::physical).physical;
}

std::uint64_t Image::end() const
{
    std::uint64_t end = 0;
    for (auto const& segment : segments())
        end = std::max(end, segment.end());
    return end;
}

void Image::move(std::uint32_t slide)
{
    for (auto& segment : std::span(segment_list).first(segment_count))
        segment.physical += slide;
    entry += slide;
}

Result<Image> parse_image(Bytes file, Header const& header, std::string_view path)
{
    return header.addresses ? by_addresses(file, header, path) : by_elf(file, header, path);
}

SectionHeader section(Bytes file, Sections const& sections, std::uint32_t index)
{
    constexpr std::uint64_t allocated = 2;                 // SHF_ALLOC
    constexpr std::uint32_t without_bytes = 8, unused = 0; // SHT_NOBITS, SHT_NULL
    auto const& layout = layout_of(sections.is_64_bit);
    auto const at = sections.offset + std::uint64_t{index} * sections.entry_size;
    auto const type = *read_at<Le32>(file, at + layout.sh_type);
    auto const offset = wide_at(file, at + layout.sh_offset, layout), size = wide_at(file, at + layout.sh_size, layout),
               alignment = wide_at(file, at + layout.sh_addralign, layout);
    bool const is_power_of_two = alignment != 0 && (alignment & (alignment - 1)) == 0;
    SectionHeader const header{
        .loaded_apart = true,
        .file_offset = static_cast<std::uint32_t>(offset),
        .size = static_cast<std::uint32_t>(size),
        .alignment = is_power_of_two && alignment <= page_size ? static_cast<std::uint32_t>(alignment) : 1};
    bool const is_apart = (wide_at(file, at + layout.sh_flags, layout) & allocated) == 0 && type != without_bytes &&
                          type != unused && size != 0 && offset <= file.size() && size <= file.size() - offset;
    return is_apart ? header : SectionHeader{};
}

std::uint64_t size_of_sections(Bytes file, Sections const& sections)
{
    std::uint64_t size = 0;
    for (std::uint32_t index = 0; index < sections.count; ++index)
        if (auto const header = section(file, sections, index); header.loaded_apart)
            size = round_up(size, std::uint64_t{header.alignment}) + header.size;
    return size;
}

void set_section_address(MutableBytes header, bool is_64_bit, std::uint32_t address)
{
    auto const& layout = layout_of(is_64_bit);
    Le64 const wide{address};
    std::ranges::copy(std::as_bytes(std::span(&wide, 1)).first(layout.wide), &header[layout.sh_addr]);
}

} // namespace multiboot
