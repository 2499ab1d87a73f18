// SPDX-License-Identifier: BSD-2-Clause
// Reads the section headers as far as they are valid.
#include "disk/kernel_tools/sections.hpp"

#include "stage2/image/elf.hpp"

#include <algorithm>

namespace sections {
namespace {

Bytes contents_of(Bytes file, Header const& header)
{
    if (header.type == Header::null || header.type == Header::no_bits ||
        !elf::inside_file(header.offset, header.size, file.size()))
        return {};
    return file.subspan(static_cast<std::size_t>(header.offset), static_cast<std::size_t>(header.size));
}

// The text up to the next NUL, without unprintable characters.
std::string name_at(Bytes names, std::uint32_t offset)
{
    std::string name;
    for (; offset < names.size() && names[offset] != std::byte{}; ++offset) {
        auto const character = static_cast<char>(names[offset]);
        name += character > ' ' && character <= '~' ? character : '?';
    }
    return name.empty() ? "?" : name;
}

} // namespace

std::vector<Section> read(Bytes file)
{
    auto const file_header = read_at<elf::FileHeader>(file, 0);
    if (!file_header || file_header->section_header_size != sizeof(Header))
        return {};
    std::uint64_t const table = file_header->section_header_offset, count = file_header->section_header_count;
    if (table == 0 || !elf::inside_file(table, count * sizeof(Header), file.size()))
        return {};
    auto const header = [&](std::uint64_t number) { return *read_at<Header>(file, table + number * sizeof(Header)); };
    std::uint64_t const of_names = file_header->section_name_index;
    auto const names = of_names < count ? contents_of(file, header(of_names)) : Bytes{};

    std::vector<Section> all;
    for (std::uint64_t number = 0; number < count; ++number)
        all.push_back({name_at(names, header(number).name), header(number), contents_of(file, header(number))});
    return all;
}

} // namespace sections
