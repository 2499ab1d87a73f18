// The data by which core and annex verify each other. disk/build/pack_stage2.cpp writes both structures.
#pragma once

#include "include/bytes.hpp"

#include <cstddef>
#include <cstdint>

namespace annex {

// The offset of Facts in the core, after `stored_size` (stage2/entry.asm).
inline constexpr std::size_t facts_offset = 8;

// In the core: describes the annex of the same build.
struct Facts {
    Le32 offset;   // bytes from the start of stage 2 on the disk to the annex's header: a multiple of 4096
    Le32 size;     // bytes of header and block on the disk
    Le32 checksum; // CRC-32 of these bytes
    Le32 build;    // identifies the build: CRC-32 of the core before these facts were written
};

// At the start of the annex on the disk; followed by the LZ4 block.
struct Header {
    static constexpr std::uint32_t magic_value = 0x584E'4146; // "FANX"

    Le32 magic;
    Le32 build;
    Le32 image_size;  // bytes, unpacked
    Le32 memory_size; // bytes, including the annex's variables
};

} // namespace annex
