// SPDX-License-Identifier: BSD-2-Clause
// Builds small files with the headers of Linux and Multiboot kernels. Tests change one thing in them.
#pragma once

#include "include/bytes.hpp"
#include "include/units.hpp"
#include "stage2/checksums/crc32.hpp"
#include "tests/unit/protocols/linux/linux_file.hpp"

#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace guest_files {

using File = std::vector<std::byte>;

template <typename Integer>
void put(File& file, std::size_t offset, Integer value)
{
    LittleEndian<Integer> const field{value};
    if (file.size() < offset + sizeof field)
        file.resize(offset + sizeof field);
    std::memcpy(&file[offset], &field, sizeof field);
}

// A bzImage whose own CRC-32 is right.
struct Linux {
    std::uint16_t version = 0x20F;
    std::uint8_t setup_sectors = 3;
    std::uint8_t load_flags = 1;
    std::uint32_t protected_size = 64 << 10; // a multiple of 16
    std::uint32_t init_size = 24 << 20;

    File file() const
    {
        LinuxFile const header{.version = version,
                               .setup_sectors = setup_sectors,
                               .loadflags = load_flags,
                               .protected_size = protected_size,
                               .syssize = protected_size / 16,
                               .init_size = init_size};
        auto file = header.start(static_cast<std::size_t>(header.size()) - sizeof(Le32));
        put(file, file.size(), ~crc32::of(file)); // the register of the CRC then ends with 0
        return file;
    }
};

// The words of a Multiboot 1 header, with the sum that makes them 0 behind the flags.
inline std::vector<std::uint32_t> header_1(std::uint32_t flags, std::vector<std::uint32_t> const& rest = {})
{
    std::vector<std::uint32_t> words{0x1BAD'B002, flags, 0u - 0x1BAD'B002 - flags};
    words.insert(words.end(), rest.begin(), rest.end());
    return words;
}

// A tag of a Multiboot2 header, padded to 8 bytes.
inline std::vector<std::uint32_t> tag(std::uint16_t type, bool optional, std::vector<std::uint32_t> const& words = {})
{
    std::vector<std::uint32_t> all{type | (optional ? 1u << 16 : 0u),
                                   static_cast<std::uint32_t>(8 + words.size() * sizeof(Le32))};
    all.insert(all.end(), words.begin(), words.end());
    if (all.size() % 2 != 0)
        all.push_back(0);
    return all;
}

inline std::vector<std::uint32_t> header_2(std::vector<std::vector<std::uint32_t>> const& tags)
{
    std::vector<std::uint32_t> words{0xE852'50D6, 0, 0, 0};
    for (auto const& each : tags)
        words.insert(words.end(), each.begin(), each.end());
    for (auto const word : tag(0, false))
        words.push_back(word);
    words[2] = static_cast<std::uint32_t>(words.size() * sizeof(Le32));
    words[3] = 0u - words[0] - words[2];
    return words;
}

inline constexpr std::size_t header_at = 0x100;

inline void put_words(File& file, std::size_t offset, std::vector<std::uint32_t> const& words)
{
    for (auto const word : words) {
        put(file, offset, word);
        offset += sizeof word;
    }
}

// A file that is no ELF file, of 4 KiB.
inline File flat(std::vector<std::uint32_t> const& header)
{
    File file(4096, std::byte{0x90});
    put_words(file, header_at, header);
    return file;
}

// A 32-bit ELF file with one segment, which holds the header, and symbols in a section of their own. System V gABI.
struct Elf32 {
    std::uint32_t physical = 1 << 20;
    std::uint32_t virtual_address = 1 << 20;
    std::uint32_t entry = (1 << 20) + 16;
    std::uint32_t memory_size = 64 << 10;
    std::uint16_t machine = 3;

    File file(std::vector<std::uint32_t> const& header) const
    {
        File file(0x1000, std::byte{0});
        put_words(file, 0, {0x464C'457F, 0x0001'0101});
        put<std::uint16_t>(file, 16, 2);
        put<std::uint16_t>(file, 18, machine);
        put_words(file, 20, {1, entry, 52, 0x2100, 0}); // version, entry, tables
        for (std::size_t at = 40; auto const half : {52, 32, 1, 40, 3, 2})
            put<std::uint16_t>(file, std::exchange(at, at + 2), static_cast<std::uint16_t>(half));
        put_words(file, 52, {1, 0, virtual_address, physical, 0x1000, memory_size, 5, 0x1000});
        put_words(file, header_at, header);
        file.resize(0x2100, std::byte{1});
        constexpr char names[] = "\0.symtab\0.shstrtab";
        std::memcpy(&file[0x2000], names, sizeof names);
        put_words(file, 0x2100, std::vector<std::uint32_t>(10));                      // SHT_NULL
        put_words(file, 0x2100 + 40, {1, 2, 0, 0, 0x1000, 0x1000, 0, 0, 4, 16});      // SHT_SYMTAB
        put_words(file, 0x2100 + 80, {9, 3, 0, 0, 0x2000, sizeof names, 0, 0, 1, 0}); // SHT_STRTAB
        return file;
    }
};

} // namespace guest_files
