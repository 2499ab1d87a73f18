// SPDX-License-Identifier: BSD-2-Clause
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

// R_X86_64_...: the value that is stored at the address. S is the symbol's run-time address, A the addend.
enum RelocationType : std::uint32_t {
    none = 0,
    direct = 1,            // R_X86_64_64: S + A
    global_data = 6,       // R_X86_64_GLOB_DAT: S
    procedure_linkage = 7, // R_X86_64_JUMP_SLOT: S
    relative = 8,          // A + slide
};

// gABI, "Symbol Table": Elf64_Sym.
struct Symbol {
    static constexpr std::uint8_t weak = 2;           // STB_WEAK, in the upper half of `info`
    static constexpr std::uint16_t undefined = 0;     // SHN_UNDEF
    static constexpr std::uint16_t absolute = 0xFFF1; // SHN_ABS

    Le32 name;
    std::uint8_t info;
    std::uint8_t other;
    Le16 section;
    Le64 value;
    Le64 size;
};
static_assert(sizeof(Symbol) == 24);

enum Tag : std::uint32_t {
    null = 0,
    needed = 1,
    plt_relocations_size = 2,
    string_table = 5,
    symbol_table = 6,
    rela = 7,
    rela_size = 8,
    rela_entry_size = 9,
    rel_size = 18,
    plt_relocation_type = 20, // the value is the tag `rela` or `rel`
    text_relocations = 22,
    plt_relocations = 23, // DT_JMPREL
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

// The same for kernels of protocols that allow more: relocations with symbols, which must be defined unless they are weak,
// those of DT_JMPREL, and relocations in executable segments. Errors: symbol_undefined too.
Result<void> relocate_with_symbols(elf::Image const& image, MutableBytes memory, std::uint64_t slide,
                                   std::string_view file_name);

} // namespace elf_dynamic
