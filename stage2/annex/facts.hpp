// What core and annex know of each other. disk/build/pack_stage2.cpp writes both structures.
#pragma once

#include "include/bytes.hpp"

#include <cstddef>
#include <cstdint>

namespace annex {

// Where the core has its Facts, behind `stored_size` (stage2/entry.asm).
inline constexpr std::size_t facts_offset = 8;

// In the core: the annex that was built with it.
struct Facts {
    Le32 offset;   // bytes from where stage 2 begins on the disk to the annex's header: a multiple of 4096
    Le32 size;     // bytes of header and block there
    Le32 checksum; // CRC-32 of these bytes
    Le32 build;    // of both: CRC-32 of the core before these facts were written into it
};

// At the start of the annex on the disk; the LZ4 block follows.
struct Header {
    static constexpr std::uint32_t magic_value = 0x584E'4146; // "FANX"

    Le32 magic;
    Le32 build;
    Le32 image_size;  // bytes, unpacked
    Le32 memory_size; // bytes, with the annex's variables behind it
};

} // namespace annex
