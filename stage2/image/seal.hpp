// SPDX-License-Identifier: BSD-2-Clause
// The seal: a checksum in an ELF note, by which a damaged kernel is detected and refused. System V gABI, "Note Section".
//
// The note has the name "farjump", type 1 and a descriptor of eight bytes: format version 3, then the checksum
// (stage2/checksums/wide_sum.hpp) of the following pieces. Each is extended by zeros to whole blocks of the checksum:
//
//   1. e_type, e_entry, p_vaddr and p_memsz of PT_DYNAMIC, 8 bytes each, little-endian; the last two are zeros if there
//      is no PT_DYNAMIC, or if e_type is not ET_DYN;
//   2. for each PT_LOAD with p_memsz > 0, except those that elf::Image omits, in order of address (which the gABI
//      requires): its program header (56 bytes) with p_offset set to zero; then its p_filesz bytes from the file, which
//      begin in their first block at p_vaddr modulo the block's size, so that blocks are aligned in memory.
//
// The four bytes of the checksum itself count as zeros if a PT_LOAD contains them. So the seal covers everything that
// determines what runs: the loaded bytes, their addresses and rights, the relocations, and the entry point. It does not
// cover the offsets in the file, so tools may move these bytes.
//
// Kernels with a seal of format version 2 are still verified: stage2/image/old_seal.hpp.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/checksums/wide_sum.hpp"
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
inline constexpr std::uint32_t old_format = 2;
inline constexpr std::uint32_t current_format = 3;

struct Seal {
    std::uint32_t format; // old_format or current_format
    std::uint32_t checksum;
    std::uint64_t checksum_offset; // the offset in the file of its four bytes
};

// Parses a note of type our_type.
Result<Seal> parse(elf_notes::Note const& note, std::string_view file_name);

// Where the checksum is in a segment's bytes from the file: [begin, end), empty if it is elsewhere.
struct Gap {
    std::size_t begin, end;
};
Gap gap_in(elf::ProgramHeader const& header, std::size_t size, std::uint64_t checksum_offset);

// A segment's program header as it is sealed.
elf::ProgramHeader sealed_part(elf::ProgramHeader header);

// Computes the checksum of the current format. Call add() for each segment of the elf::Image, in order.
class Digest {
public:
    Digest(wide_sum::Add* method, elf::Image const& image, std::uint64_t checksum_offset);

    // `header` is elf::program_header(table, segment.number); `contents` its file_size bytes, from memory or the file.
    // With add_by_sse2, they are aligned as in the kernel's address space.
    void add(elf::ProgramHeader const& header, Bytes contents);

    std::uint32_t value() const { return checksum_.value(); }

private:
    void add_piece(Bytes contents, std::size_t lead, Gap gap);

    wide_sum::Checksum checksum_;
    std::uint64_t checksum_offset_;
};

// A kernel in memory before it is relocated.
struct Loaded {
    elf::Image const& image;
    Bytes program_headers;
    Bytes memory;
    VirtAddr begin; // the link address of memory's first byte

    Bytes contents(elf::Segment const& segment) const
    {
        return memory.subspan(static_cast<std::size_t>(segment.address - begin),
                              static_cast<std::size_t>(segment.file_size));
    }

    // The checksum of all segments.
    template <typename AnyDigest>
    std::uint32_t checksum(AnyDigest digest) const
    {
        for (auto const& segment : image.segments())
            digest.add(elf::program_header(program_headers, segment.number), contents(segment));
        return digest.value();
    }
};

// The checksum of a kernel with a seal of the old format.
using OldChecksum = std::uint32_t(Loaded const& kernel, Seal const& seal, bool has_sse4_2);

} // namespace seal
