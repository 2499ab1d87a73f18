// SPDX-License-Identifier: BSD-2-Clause
// What a Multiboot kernel's file holds: the bytes that are loaded, the entry point, the sections. Tool Interface Standard,
// "ELF: Executable and Linkable Format"; System V gABI for 64 bits.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/protocols/multiboot/header.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace multiboot {

// A part of the kernel: bytes of the file, and zeros behind them.
struct Segment {
    std::uint32_t physical;
    std::uint32_t file_offset;
    std::uint32_t file_size;
    std::uint32_t memory_size; // at least file_size, and not 0; physical + memory_size fits in 32 bits

    std::uint64_t end() const { return std::uint64_t{physical} + memory_size; }
};

// The table of section headers, in the file.
struct Sections {
    std::uint32_t offset; // in the file
    std::uint32_t count;  // 0: none
    std::uint32_t entry_size;
    std::uint32_t names; // the index of the section with the names
    bool is_64_bit;

    std::uint64_t size() const { return std::uint64_t{count} * entry_size; }
};

struct Image {
    static constexpr std::size_t most_segments = 64;

    std::array<Segment, most_segments> segment_list;
    std::uint32_t segment_count;
    std::uint32_t entry; // physical
    Sections sections;

    std::span<Segment const> segments() const { return std::span(segment_list).first(segment_count); }
    std::uint32_t begin() const; // the lowest address
    std::uint64_t end() const;   // behind the highest address

    // Adds `slide`, modulo 2^32, to all addresses.
    void move(std::uint32_t slide);
};

// The header's addresses count before the ELF header: kernels with 64-bit code have a 32-bit entry point there.
// Errors: multiboot_addresses_invalid, multiboot_not_loadable, multiboot_elf_invalid, multiboot_cut,
// multiboot_too_many_segments.
Result<Image> parse_image(Bytes file, Header const& header, std::string_view path);

// A section that is not part of the loaded kernel, such as symbols: where it is in the file.
struct SectionHeader {
    bool loaded_apart; // it has bytes, and the kernel's segments do not include them
    std::uint32_t file_offset;
    std::uint32_t size;
    std::uint32_t alignment; // a power of two
};
SectionHeader section(Bytes file, Sections const& sections, std::uint32_t index);

// The memory that all sections take that are loaded apart, in bytes.
std::uint64_t size_of_sections(Bytes file, Sections const& sections);

// Sets the address of a section in a copy of its header.
void set_section_address(MutableBytes header, bool is_64_bit, std::uint32_t address);

} // namespace multiboot
