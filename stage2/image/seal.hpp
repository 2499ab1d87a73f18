// The seal: a checksum in an ELF note, so that a damaged kernel is refused instead of started.
// System V gABI, "Note Section"; RFC 3720 for CRC-32C.
//
// The note has the name "farjump", type 1 and a descriptor of eight bytes: format version 2, then the CRC-32C of
//
//   1. e_type (2 bytes) and e_entry (8 bytes);
//   2. p_vaddr and p_memsz (8 bytes each) of PT_DYNAMIC; zeros where there is none, or e_type is not ET_DYN;
//   3. for each PT_LOAD that takes memory (but headers that elf::Image leaves out), in order of address, which is the
//      order that the gABI demands anyway:
//      its program header (56 bytes) with p_offset taken as zero, then its p_filesz bytes as they lie in the file.
//
// The checksum's own four bytes count as zeros wherever a PT_LOAD covers them. So the seal covers all that decides what
// runs: which bytes are loaded, where, with which rights, whether and how they are moved, and where execution starts.
// Where in the file those bytes lie does not matter, so tools may move them.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/checksums/crc32c.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/image/elf_notes.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seal {

// The whole note.
struct Note {
    elf_notes::Header header;
    elf_notes::Name name;
    Le32 format;
    Le32 checksum;
};
static_assert(sizeof(Note) == 28);
static_assert(offsetof(Note, name) == 12 && offsetof(Note, format) == 20 && offsetof(Note, checksum) == 24);

inline constexpr std::uint32_t our_type = 1;
inline constexpr std::uint32_t our_descriptor_size = sizeof(Note) - offsetof(Note, format);
inline constexpr std::uint32_t current_format = 2;

struct Seal {
    std::uint32_t checksum;
    std::uint64_t checksum_offset; // where in the file its four bytes lie
};

// Reads a note of ours and of that type.
Result<Seal> parse(elf_notes::Note const& note, std::string_view file_name);

// Computes the checksum. Feed it each segment of an elf::Image, in the image's order.
class Digest {
public:
    Digest(crc32c::Method method, elf::Image const& image, std::uint64_t checksum_offset);

    // `header` is elf::program_header(table, segment.number); `contents` its file_size bytes, loaded or in the file.
    void add(elf::ProgramHeader const& header, Bytes contents);

    std::uint32_t value() const { return checksum_.value(); }

private:
    crc32c::Checksum checksum_;
    std::uint64_t checksum_offset_;
};

} // namespace seal
