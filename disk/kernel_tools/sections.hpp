// SPDX-License-Identifier: BSD-2-Clause
// The sections of an ELF file. The loader does not read them; messages of host programs name them.
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
    std::string name; // "?" if the file has no name for it
    Header header;
    Bytes contents; // empty for SHT_NOBITS, and if they extend beyond the file
};

// The sections. Empty if there are none, or if their table is not inside the file. `file` starts with an ELF file
// header, and must outlive the result.
std::vector<Section> read(Bytes file);

} // namespace sections
