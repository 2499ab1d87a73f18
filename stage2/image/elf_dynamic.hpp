// Relocates a position-independent kernel from its link addresses to its run-time addresses.
// System V gABI, "Dynamic Section", "Relocation" (RELR: "Relative Relocation Table"); System V ABI, AMD64 supplement,
// "Relocation Types" (4.4.1).
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/image/elf.hpp"

#include <cstdint>
#include <string_view>

namespace elf_dynamic {

// gABI, "Dynamic Section": Elf64_Dyn.
struct Entry {
    Le64 tag;
    Le64 value;
};
static_assert(sizeof(Entry) == 16);

// gABI, "Relocation": Elf64_Rela.
struct Relocation {
    Le64 address;
    Le32 type;
    Le32 symbol;
    Le64 addend;
};
static_assert(sizeof(Relocation) == 24);

inline constexpr std::uint32_t relative = 8; // R_X86_64_RELATIVE: addend + slide

enum Tag : std::uint32_t {
    null = 0,
    needed = 1,
    plt_relocations_size = 2,
    rela = 7,
    rela_size = 8,
    rela_entry_size = 9,
    rel_size = 18,
    text_relocations = 22,
    flags = 30,
    relr_size = 35,
    relr = 36,
    relr_entry_size = 37,
    tag_count = 38
};
inline constexpr std::uint32_t flag_text_relocations = 4; // DF_TEXTREL

// Applies the relocations of `image`. `memory` holds the segments as loaded from the file and begins at the page of the
// first one. `slide` is added to each address. Writes only to segments that are not executable.
Result<void> relocate(elf::Image const& image, MutableBytes memory, std::uint64_t slide, std::string_view file_name);

} // namespace elf_dynamic
