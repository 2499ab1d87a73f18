// The kernel's file: an ELF executable for x86-64, checked field by field before a byte of it is loaded.
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
    std::uint8_t os_abi; // not looked at: ld writes 3 (GNU) into programs that are otherwise plain
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
    // PT_LOAD and so on.
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

// What the program may do with a segment's pages; the values are those of p_flags.
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

// Where kernels may be linked. The upper half is the top 2 GiB (the psABI's kernel code model), but for the last page,
// so that every end is a number. The lower half is mapped where it lies, so it must be memory: above 1 MiB, and where a
// 32-bit loader can reach.
// A position-independent kernel may be linked anywhere, mostly at 0.
inline constexpr VirtAddr lower_begin{1_MiB};
inline constexpr VirtAddr lower_end{4_GiB};
inline constexpr VirtAddr upper_begin{0xFFFF'FFFF'8000'0000};
inline constexpr VirtAddr upper_end{0xFFFF'FFFF'FFFF'F000};

// What the file header says, once all of it is checked.
struct Header {
    VirtAddr entry;
    bool position_independent;  // ET_DYN
    std::uint64_t table_offset; // of the program headers, anywhere in the file
    std::uint32_t table_count;  // 1 to max_program_headers

    constexpr std::uint32_t table_size() const { return table_count * sizeof(ProgramHeader); }
};

// A piece of the file and the memory it fills: file_size bytes from the file, zeros up to memory_size.
struct Segment {
    VirtAddr address;
    PhysAddr physical;         // p_paddr, as the linker wrote it; farjump does not use it
    std::uint64_t file_offset; // [file_offset, file_offset + file_size) lies inside the file
    std::uint64_t file_size;
    std::uint64_t memory_size; // at least file_size, not 0
    Rights rights;
    std::uint8_t number; // of its program header, as `readelf -l` counts them, from 0

    constexpr VirtAddr end() const { return address + memory_size; }
};

// A PT_NOTE or PT_GNU_PROPERTY: notes in the file, loaded or not. elf_notes::Ranges finds them.
struct NoteRange {
    std::uint64_t file_offset;
    std::uint32_t file_size; // at most max_note_size
    std::uint32_t alignment; // of the fields in it: 4 or 8
};

// What is to be loaded. Segments are sorted by address, do not overlap, share a page only where they have the same
// rights, lie all in one half (of a position-independent image: below upper_end) within max_span bytes, and none is
// writable and executable; the entry point lies among the file's bytes of an executable one.
//
// A segment of nothing but ELF headers and notes, which `ld -Ttext=` puts where no kernel can lie, is left out: neither
// loaded nor sealed.
struct Image {
    VirtAddr entry;
    std::array<Segment, max_segments> segment_list;
    std::uint32_t segment_count; // at least 1
    bool position_independent;
    std::uint64_t alignment;       // the largest of the segments', at least a page
    std::uint64_t dynamic_address; // PT_DYNAMIC of a position-independent image, as the file says
    std::uint64_t dynamic_size;    // 0: there is none

    std::span<Segment const> segments() const { return std::span(segment_list).first(segment_count); }

    VirtAddr begin() const { return segment_list[0].address; }
    VirtAddr end() const { return segment_list[segment_count - 1].end(); }
    bool upper_half() const { return begin() >= upper_begin; }
};

// Step one: `first_bytes` are the start of the file, 64 bytes or more; of a shorter file all of it.
Result<Header> parse_header(Bytes first_bytes, std::uint64_t file_size, std::string_view name);

// Step two: `table` holds the header.table_size() bytes that lie at header.table_offset.
Result<Image> parse_segments(Header const& header, Bytes table, std::uint64_t file_size, std::string_view name);

// True when [offset, offset + size) lies in a file of that size; no sum of foreign numbers is formed.
constexpr bool inside_file(std::uint64_t offset, std::uint64_t size, std::uint64_t file_size)
{
    return offset <= file_size && size <= file_size - offset;
}

// offset + size, or the largest number when there is no such number: only for messages.
constexpr std::uint64_t saturated_end(std::uint64_t offset, std::uint64_t size)
{
    return offset + size < offset ? ~std::uint64_t{0} : offset + size;
}

// One entry of a table of program headers, where it lies in the table.
ProgramHeader const& program_header(Bytes table, std::size_t number);

constexpr bool is_note(ProgramHeader const& header)
{
    return header.type == ProgramHeader::note || header.type == ProgramHeader::gnu_property;
}

} // namespace elf

template <>
inline constexpr bool is_flags<elf::Rights> = true;
