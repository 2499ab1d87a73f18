// The sections of an ELF file, which linkers name and the loader never reads: for messages to the kernel's writer.
// System V gABI, "Sections".
#pragma once

#include "include/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sections {

// gABI, "Sections": Elf64_Shdr.
struct Header {
    static constexpr std::uint32_t null = 0, no_bits = 8; // SHT_NULL, SHT_NOBITS
    static constexpr std::uint64_t allocated = 2;         // SHF_ALLOC

    Le32 name;
    Le32 type;
    Le64 flags;
    Le64 address;
    Le64 offset;
    Le64 size;
    Le32 link;
    Le32 info;
    Le64 alignment;
    Le64 entry_size;
};
static_assert(sizeof(Header) == 64 && offsetof(Header, offset) == 24);

struct Section {
    std::string name; // "?" where the file does not tell
    Header header;
    Bytes contents; // empty where the file does not hold them whole, and for SHT_NOBITS
};

// All that the section headers name. Nothing when there are none, or their table does not lie in the file. `file`
// begins with an ELF file header, and must outlive what comes out.
std::vector<Section> read(Bytes file);

} // namespace sections
