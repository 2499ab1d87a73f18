// The seal: checksums in an ELF note, by which a damaged kernel is detected and refused. System V gABI, "Note Section".
//
// The note has the name "farjump", type 1 and a descriptor of twelve bytes: format version 3, then two checksums
// (stage2/checksums/stripes.hpp) of the same bytes: the one by CRC-32C, which processors with SSE4.2 compute quickly, and
// XXH32. The loader verifies the one that its processor computes with fewer instructions. The bytes are those of the
// following pieces, each with zeros behind it up to a multiple of 16 bytes:
//
//   1. e_type, e_entry, p_vaddr and p_memsz of PT_DYNAMIC, 8 bytes each; the last two are zeros if there is no PT_DYNAMIC,
//      or if e_type is not ET_DYN;
//   2. for each PT_LOAD with p_memsz > 0, except those that elf::Image omits, in order of address (which the gABI
//      requires): its program header (56 bytes) with p_offset set to zero; its p_filesz bytes from the file.
//
// The bytes of the checksums themselves count as zeros if a PT_LOAD contains them. So the seal covers everything that
// determines what runs: the loaded bytes, their addresses and rights, the relocations, and the entry point. It does not
// cover the offsets in the file, so tools may move these bytes.
//
// Format version 2 is still verified: stage2/image/old_seal.hpp.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/checksums/stripes.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/image/elf_notes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seal {

// The whole note. One of format 2 ends before `xxh32`.
struct Note {
    elf_notes::Header header;
    elf_notes::Name name;
    Le32 format;
    Le32 crc32c;
    Le32 xxh32;
};
static_assert(sizeof(Note) == 32);
static_assert(offsetof(Note, name) == 12 && offsetof(Note, format) == 20 && offsetof(Note, crc32c) == 24);

inline constexpr std::uint32_t our_type = 1;
inline constexpr std::uint32_t old_format = 2;
inline constexpr std::uint32_t current_format = 3;

// The size of a note, without what the format appends.
constexpr std::size_t note_size(std::uint32_t format)
{
    return format == old_format ? offsetof(Note, xxh32) : sizeof(Note);
}

constexpr std::uint32_t descriptor_size(std::uint32_t format)
{
    return static_cast<std::uint32_t>(note_size(format) - offsetof(Note, format));
}

struct Seal {
    std::uint32_t format; // old_format or current_format
    std::uint32_t crc32c;
    std::uint32_t xxh32;            // 0 in the old format
    std::uint64_t checksums_offset; // in the file: of crc32c, and behind it, in the current format, of xxh32

    std::uint32_t checksums_size() const { return descriptor_size(format) - std::uint32_t{sizeof(Note::format)}; }
    bool is_empty() const { return (crc32c | xxh32) == 0; } // nobody has filled it in yet
};

// Parses a note of type our_type.
Result<Seal> parse(elf_notes::Note const& note, std::string_view file_name);

// Where the checksums are in a segment's bytes from the file: [begin, end), empty if they are elsewhere.
struct Gap {
    std::size_t begin, end;
};
Gap gap_in(Seal const& seal, elf::ProgramHeader const& header, std::size_t size);

// A segment's program header as it is sealed.
elf::ProgramHeader sealed_part(elf::ProgramHeader header);

// Computes a checksum of the current format. Call add() for each segment of the elf::Image, in order.
class Digest {
public:
    Digest(stripes::Add* method, elf::Image const& image, Seal const& seal);

    // `header` is elf::program_header(table, segment.number); `contents` its file_size bytes, from memory or the file.
    void add(elf::ProgramHeader const& header, Bytes contents);

    std::uint32_t value() const { return checksum_.value(); }

private:
    void add_padded(Bytes contents, Gap gap);

    stripes::Checksum checksum_;
    Seal const& seal_;
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
