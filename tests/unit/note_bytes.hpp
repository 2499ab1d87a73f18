// SPDX-License-Identifier: BSD-2-Clause
// Builds ELF notes as tools write them. System V gABI, "Note Section".
#pragma once

#include "include/bytes.hpp"
#include "include/farjump/boot_info.hpp"
#include "include/units.hpp"
#include "stage2/image/notes.hpp"

#include <cstring>
#include <string_view>
#include <vector>

namespace note_bytes {

using File = std::vector<std::byte>;

inline std::string_view const ours("farjump\0", 8);
inline std::string_view const gnu("GNU\0", 4);

// Sizes, type, name and descriptor, each padded to `alignment`.
inline File note(std::string_view name, std::uint32_t type, File const& descriptor, std::size_t alignment = 4)
{
    File bytes(12);
    auto const put = [&](std::size_t offset, Le32 value) { std::memcpy(&bytes[offset], &value, sizeof value); };
    put(0, static_cast<std::uint32_t>(name.size()));
    put(4, static_cast<std::uint32_t>(descriptor.size()));
    put(8, type);
    auto const text = std::as_bytes(std::span(name));
    bytes.insert(bytes.end(), text.begin(), text.end());
    bytes.resize(round_up(bytes.size(), alignment));
    bytes.insert(bytes.end(), descriptor.begin(), descriptor.end());
    bytes.resize(round_up(bytes.size(), alignment));
    return bytes;
}

// The descriptor that consists of these numbers.
inline File words(std::initializer_list<std::uint32_t> numbers)
{
    File bytes(4 * numbers.size());
    if (numbers.size() != 0)
        std::memcpy(bytes.data(), std::data(numbers), bytes.size());
    return bytes;
}

inline File operator+(File left, File const& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

// What the loader finds in a PT_NOTE that lies at 1000h of the file "k".
inline Result<notes::Findings> read(File const& bytes, std::uint32_t alignment = 4)
{
    elf::NoteRange const range{
        .file_offset = 0x1000, .file_size = static_cast<std::uint32_t>(bytes.size()), .alignment = alignment};
    notes::Findings findings;
    TRY(notes::read(bytes, range, "k", findings));
    return findings;
}

} // namespace note_bytes
