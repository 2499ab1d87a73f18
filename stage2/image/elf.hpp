// SPDX-License-Identifier: BSD-2-Clause
// The kernel file: an ELF executable for x86-64. All fields are checked before any byte is loaded.
// Tool Interface Standard, "Executable and Linking Format" 1.2; System V gABI, "ELF Header" and "Program Header";
// System V ABI, AMD64 Architecture Processor Supplement, "Object Files".
#pragma once

#include "include/bytes.hpp"
#include "include/flags.hpp"
#include "include/result.hpp"
#include "include/units.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace elf {

// gABI, "ELF Header": Elf64_Ehdr.
struct FileHeader {
    enum Type : std::uint16_t { executable = 2, shared = 3 }; // ET_EXEC, ET_DYN

    std::array<std::uint8_t, 4> magic;
    std::uint8_t file_class;    // EI_CLASS
    std::uint8_t data_encoding; // EI_DATA
    std::uint8_t identification_version;
    std::uint8_t os_abi; // ignored: ld writes 3 (GNU) into some ordinary programs
    std::array<std::uint8_t, 8> padding;
    Le16 type;
    Le16 machine;
    Le32 version;
    Le64 entry;
    Le64 program_header_offset; // e_phoff
    Le64 section_header_offset; // e_shoff
    Le32 flags;
    Le16 header_size;          // e_ehsize
    Le16 program_header_size;  // e_phentsize
    Le16 program_header_count; // e_phnum
    Le16 section_header_size;
    Le16 section_header_count;
    Le16 section_name_index;
};
static_assert(sizeof(FileHeader) == 64);
static_assert(offsetof(FileHeader, entry) == 24 && offsetof(FileHeader, flags) == 48);

// gABI, "Program Header": Elf64_Phdr.
struct ProgramHeader {
    // PT_LOAD and others.
    enum Type : std::uint32_t { load = 1, dynamic = 2, interpreter = 3, note = 4, gnu_property = 0x6474'E553 };

    Le32 type;
    Le32 flags;
    Le64 offset;
    Le64 virtual_address;
    Le64 physical_address;
    Le64 file_size;
    Le64 memory_size;
    Le64 alignment;
};
static_assert(sizeof(ProgramHeader) == 56);
static_assert(offsetof(ProgramHeader, offset) == 8 && offsetof(ProgramHeader, alignment) == 48);

// The access rights of a segment's pages, with the values of p_flags.
enum class Rights : std::uint8_t {
    none = 0,
    execute = 1, // PF_X
    write = 2,   // PF_W
    read = 4,    // PF_R
};

inline constexpr std::size_t max_program_headers = 64;
inline constexpr std::size_t max_table_size = max_program_headers * sizeof(ProgramHeader);
inline constexpr std::size_t max_segments = 16;
inline constexpr std::uint64_t max_note_size = 64_KiB;
inline constexpr std::uint64_t max_span = 1_GiB;
using ::page_size;
inline constexpr std::uint64_t max_alignment = 1_GiB; // of a position-independent image

// Addresses at which kernels may be linked. Upper half: the top 2 GiB (the psABI's kernel code model) without the last
// page, so that every end address is representable. Lower half: mapped to identical physical addresses, so it must be
// memory above 1 MiB and within reach of a 32-bit loader.
// A position-independent kernel may be linked anywhere, usually at 0.
inline constexpr VirtAddr lower_begin{1_MiB};
inline constexpr VirtAddr lower_end{4_GiB};
inline constexpr VirtAddr upper_begin{0xFFFF'FFFF'8000'0000};
inline constexpr VirtAddr upper_end{0xFFFF'FFFF'FFFF'F000};

// What a boot protocol allows its kernels. farjump's own allows none of it.
enum class Allowed : std::uint8_t {
    nothing = 0,
    write_and_execute = 1,   // segments that are both writable and executable
    dynamic_executables = 2, // ET_EXEC with PT_DYNAMIC, and PT_INTERP, which linkers may leave in a kernel
    any_entry = 4,           // an entry point that is not in code, because the protocol may replace it
};

// The file header's contents after all checks.
struct Header {
    VirtAddr entry;
    bool position_independent;  // ET_DYN
    std::uint64_t table_offset; // of the program headers; anywhere in the file
    std::uint32_t table_count;  // 1 to max_program_headers
    Allowed allowed = Allowed::nothing;

    constexpr std::uint32_t table_size() const { return table_count * sizeof(ProgramHeader); }
};

// A part of the file and its memory: file_size bytes from the file, then zeros up to memory_size.
struct Segment {
    VirtAddr address;
    PhysAddr physical;         // p_paddr from the file; not used by farjump
    std::uint64_t file_offset; // [file_offset, file_offset + file_size) is inside the file
    std::uint64_t file_size;
    std::uint64_t memory_size; // at least file_size, not 0
    Rights rights;
    std::uint8_t number; // of its program header, from 0 as in `readelf -l`

    constexpr VirtAddr end() const { return address + memory_size; }
};

// The notes of a PT_NOTE or PT_GNU_PROPERTY in the file, loaded or not. elf_notes::range_of() computes it.
struct NoteRange {
    std::uint64_t file_offset;
    std::uint32_t file_size; // at most max_note_size
    std::uint32_t alignment; // of the fields in the notes: 4 or 8
};

// The parts of the file to load. Guarantees: segments are sorted by address and do not overlap; two segments share a
// page only if they have the same rights; all are in one half (position-independent image: below upper_end), within
// max_span bytes; unless Header::allowed says otherwise, no segment is both writable and executable, and the entry point
// is in the file's bytes of an executable segment.
//
// A segment that consists only of ELF headers and notes, which `ld -Ttext=` may place at an address where no kernel is
// allowed, is omitted: neither loaded nor sealed.
struct Image {
    VirtAddr entry;
    std::array<Segment, max_segments> segment_list;
    std::uint32_t segment_count; // at least 1
    bool position_independent;
    std::uint64_t alignment;       // the largest of all segments, at least a page
    std::uint64_t dynamic_address; // p_vaddr of PT_DYNAMIC
    std::uint64_t dynamic_size;    // 0: no PT_DYNAMIC

    std::span<Segment const> segments() const { return std::span(segment_list).first(segment_count); }

    VirtAddr begin() const { return segment_list[0].address; }
    VirtAddr end() const { return segment_list[segment_count - 1].end(); }
    bool upper_half() const { return begin() >= upper_begin; }
};

// Step 1. `first_bytes`: the first 64 or more bytes of the file; all bytes of a shorter file. `name` is for errors.
Result<Header> parse_header(Bytes first_bytes, std::uint64_t file_size, std::string_view name);

// Step 2. `table`: header.table_size() bytes from header.table_offset in the file.
Result<Image> parse_segments(Header const& header, Bytes table, std::uint64_t file_size, std::string_view name);

// Whether [offset, offset + size) is inside a file of this size. Avoids sums, so it cannot overflow.
constexpr bool inside_file(std::uint64_t offset, std::uint64_t size, std::uint64_t file_size)
{
    return offset <= file_size && size <= file_size - offset;
}

// offset + size, or the largest number on overflow. Only for messages.
constexpr std::uint64_t saturated_end(std::uint64_t offset, std::uint64_t size)
{
    return offset + size < offset ? ~std::uint64_t{0} : offset + size;
}

// Returns the program header `number` in `table`.
ProgramHeader const& program_header(Bytes table, std::size_t number);

constexpr bool is_note(ProgramHeader const& header)
{
    return header.type == ProgramHeader::note || header.type == ProgramHeader::gnu_property;
}

} // namespace elf

template <>
inline constexpr bool is_flags<elf::Rights> = true;
template <>
inline constexpr bool is_flags<elf::Allowed> = true;
