// The seal: a checksum in an ELF note, by which a damaged kernel is detected and refused.
// System V gABI, "Note Section"; RFC 3720 for CRC-32C.
//
// The note has the name "farjump", type 1 and a descriptor of eight bytes: format version 2, then the CRC-32C of:
//
//   1. e_type (2 bytes) and e_entry (8 bytes);
//   2. p_vaddr and p_memsz (8 bytes each) of PT_DYNAMIC; zeros if there is none, or if e_type is not ET_DYN;
//   3. for each PT_LOAD with p_memsz > 0, except those that elf::Image omits, in order of address (which the gABI
//      requires): its program header (56 bytes) with p_offset set to zero, then its p_filesz bytes from the file.
//
// The four bytes of the checksum itself count as zeros if a PT_LOAD contains them. So the seal covers everything that
// determines what runs: the loaded bytes, their addresses and rights, the relocations, and the entry point. It does not
// cover the offsets in the file, so tools may move these bytes.
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
    std::uint64_t checksum_offset; // the offset in the file of its four bytes
};

// Parses a note of type our_type.
Result<Seal> parse(elf_notes::Note const& note, std::string_view file_name);

// Computes the checksum. Call add() for each segment of the elf::Image, in order.
class Digest {
public:
    Digest(crc32c::Method method, elf::Image const& image, std::uint64_t checksum_offset);

    // `header` is elf::program_header(table, segment.number); `contents` its file_size bytes, from memory or the file.
    void add(elf::ProgramHeader const& header, Bytes contents);

    std::uint32_t value() const { return checksum_.value(); }

private:
    crc32c::Checksum checksum_;
    std::uint64_t checksum_offset_;
};

} // namespace seal
