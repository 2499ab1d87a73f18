// SPDX-License-Identifier: BSD-2-Clause
// The x86-64 level that a kernel is built for, as recorded by compilers and ld.
// System V ABI, AMD64 Architecture Processor Supplement, "Micro-Architecture Levels" (3.1.1) and "Program Property"
// (".note.gnu.property"); Linux Extensions to gABI, "Program Property".
#pragma once

#include "include/result.hpp"
#include "stage2/image/elf_notes.hpp"

#include <cstdint>
#include <string_view>

namespace isa_level {

inline constexpr std::uint32_t note_type = 5; // NT_GNU_PROPERTY_TYPE_0 of the owner "GNU"
inline constexpr std::string_view note_owner{"GNU\0", 4};

struct Property {
    Le32 type;
    Le32 data_size;
};
static_assert(sizeof(Property) == 8);

inline constexpr std::uint32_t isa_1_needed = 0xC000'8002; // GNU_PROPERTY_X86_ISA_1_NEEDED
inline constexpr std::uint32_t property_alignment = 8;     // in a 64-bit ELF file
inline constexpr std::uint32_t highest_level = 4;          // bit n - 1 of the property means x86-64-vn

// The highest level that the program needs according to this note; 0 if the note has no level.
Result<std::uint32_t> parse(Bytes properties, std::string_view file_name);

} // namespace isa_level
