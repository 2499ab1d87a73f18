// SPDX-License-Identifier: BSD-2-Clause
// Reads section headers and their names, one at a time.
#include "stage2/protocols/limine/sections.hpp"

#include "stage2/image/elf.hpp"

#include <array>
#include <span>

namespace limine {

namespace {

// gABI, "Section Headers": Elf64_Shdr.
struct SectionHeader {
    Le32 name; // offset in the table of names
    Le32 type;
    Le64 flags;
    Le64 address;
    Le64 offset;
    Le64 size;
    Le32 link, info;
    Le64 alignment, entry_size;
};
static_assert(sizeof(SectionHeader) == 64);

constexpr std::uint32_t most_sections = 4096;
constexpr std::size_t longest_name = 32;

Result<SectionHeader> read_header(File& file, std::uint64_t offset)
{
    SectionHeader header{};
    TRY(file.read(offset, std::as_writable_bytes(std::span(&header, 1))));
    return header;
}

// Whether the name at `offset` of the file is `name`.
Result<bool> has_name(File& file, std::uint64_t offset, std::string_view name)
{
    std::array<char, longest_name> text{};
    auto const size = name.size() + 1; // with the NUL
    if (!elf::inside_file(offset, size, file.size()))
        return false;
    TRY(file.read(offset, std::as_writable_bytes(std::span(text)).first(size)));
    return std::string_view{text.data(), size - 1} == name && text[size - 1] == '\0';
}

} // namespace

Result<std::optional<std::uint64_t>> section_address(File& file, std::string_view name)
{
    std::optional<std::uint64_t> none;
    elf::FileHeader header{};
    if (file.size() < sizeof header)
        return none;
    TRY(file.read(0, std::as_writable_bytes(std::span(&header, 1))));
    std::uint32_t const count = header.section_header_count;
    std::uint64_t const table = header.section_header_offset;
    if (header.section_header_size != sizeof(SectionHeader) || count > most_sections ||
        header.section_name_index >= count || !elf::inside_file(table, count * sizeof(SectionHeader), file.size()))
        return none;
    auto const names = TRY(read_header(file, table + header.section_name_index * sizeof(SectionHeader)));
    for (std::uint32_t index = 0; index < count; ++index) {
        auto const section = TRY(read_header(file, table + index * sizeof(SectionHeader)));
        if (section.name < names.size && TRY(has_name(file, names.offset + section.name, name)))
            return std::optional{std::uint64_t{section.address}};
    }
    return none;
}

} // namespace limine
