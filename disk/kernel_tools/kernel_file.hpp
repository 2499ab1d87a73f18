// SPDX-License-Identifier: BSD-2-Clause
// A kernel's file as the loader's own parsers read it: headers, notes, segments and seal.
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

// A file that has passed the loader's checks of its headers and notes, and is a kernel for farjump. Refers to the bytes
// and the name, which must outlive it.
struct Kernel {
    Bytes file;
    std::string_view name;
    elf::Header header;
    Bytes table; // of the program headers
    std::vector<elf::NoteRange> notes;
    notes::Findings findings;
    elf::Image image;

    // A range that the headers name. Precondition: it lies inside the file (the parsers have checked).
    Bytes part(std::uint64_t offset, std::uint64_t size) const
    {
        return file.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
    }
};

// Reads a whole file. Refuses one that is too large for a FAT volume.
std::vector<std::byte> read(std::string const& path);

Result<Kernel> parse(Bytes file, std::string_view name);

// Parses a kernel for another loader's protocol, which allows more than farjump's own.
Result<Kernel> parse_for_any_loader(Bytes file, std::string_view name, elf::Allowed allowed);

// How farjump's own protocol ends with the file, before anything else that the file may be is considered.
struct Attempt {
    std::optional<Error> error; // nullopt: none
    bool has_farjump_note; // found before an error ended the search: it is a kernel for farjump, even if it is invalid
};
Attempt attempt(Bytes file, std::string_view name);

// The refusal of a file that the loader would refuse with `error`. If the file has no farjump note and its first bytes
// identify another kind of file, the refusal names that kind. Uses only file, name and findings of `kernel`.
std::unexpected<Failure> explain(Error error, Kernel const& kernel);

// The checksum that this seal should contain.
std::uint32_t checksum(Kernel const& kernel, seal::Seal const& seal);

// The checksum of an intact sealed file, nullopt if it has no seal, or the refusal.
Result<std::optional<std::uint32_t>> verify_seal(Kernel const& kernel);

// The number of the file's bytes that the loader loads into memory.
std::uint64_t loaded_bytes(elf::Image const& image);

} // namespace kernel_file
