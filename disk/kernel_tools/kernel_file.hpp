// A kernel's file as a whole, in the eyes of the loader's own parsers: headers, notes, segments and seal.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/image/notes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kernel_file {

// A file that has passed the loader's checks of its headers and notes, and is a kernel for farjump. Its bytes and its
// name must outlive this.
struct Kernel {
    Bytes file;
    std::string_view name;
    elf::Header header;
    Bytes table; // of the program headers
    std::vector<elf::NoteRange> notes;
    notes::Findings findings;
    elf::Image image;

    // The bytes of the file that the headers have named; they have been checked to be there.
    Bytes part(std::uint64_t offset, std::uint64_t size) const
    {
        return file.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
    }
};

// All of a file that a FAT volume could hold.
std::vector<std::byte> read(std::string const& path);

Result<Kernel> parse(Bytes file, std::string_view name);

// The refusal of a file that the loader would refuse with `error`: if it has no farjump note, and its start shows it to
// be something else, it is refused as that. Of `kernel`, file, name and findings are looked at.
std::unexpected<Failure> explain(Error error, Kernel const& kernel);

// What the seal should say.
std::uint32_t checksum(Kernel const& kernel, std::uint64_t checksum_offset);

// The checksum of an intact sealed file, nothing when it carries no seal, or the refusal.
Result<std::optional<std::uint32_t>> verify_seal(Kernel const& kernel);

// Bytes of the file that the loader reads to load it.
std::uint64_t loaded_bytes(elf::Image const& image);

} // namespace kernel_file
