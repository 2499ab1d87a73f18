// SPDX-License-Identifier: BSD-2-Clause
// The data by which core and annex verify each other. disk/build/pack_stage2.cpp writes both structures.
#pragma once

#include "include/bytes.hpp"
#include "stage2/checksums/wide_sum.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace annex {

// Offsets in the core (stage2/entry.asm): a dword with the number of bytes that are not packed, and after it Facts.
inline constexpr std::size_t stored_size_offset = 4;
inline constexpr std::size_t facts_offset = stored_size_offset + 4;

// In the core: describes the annex of the same build.
struct Facts {
    Le32 offset;   // bytes from the start of stage 2 on the disk to the annex's header: a multiple of 4096
    Le32 size;     // bytes of the annex on the disk: a multiple of wide_sum::block_size
    Le32 checksum; // checksum_of() its front
    Le32 build;    // identifies the build: CRC-32 of the core before these facts were written
};

// The annex's front has the parts for which one read must do; the rear, behind it, has the others. The front is as
// large as a BIOS reads in one call.
inline constexpr std::uint32_t front_room = 60 << 10;
constexpr std::uint32_t front_size(Facts const& facts)
{
    return facts.size < front_room ? std::uint32_t{facts.size} : front_room;
}

// After the facts: marks a stage 2 of farjump, for programs that look at disks.
inline constexpr std::array<char, 8> mark{'f', 'a', 'r', 'j', 'u', 'm', 'p', '2'};
inline constexpr std::size_t mark_offset = facts_offset + sizeof(Facts);

// At the start of the front; followed by the LZ4 blocks of its parts, and zeros up to a whole block of the wide sum, or
// up to the rear. The rear has the LZ4 blocks of its parts, and zeros up to a whole block.
struct Header {
    static constexpr std::uint32_t magic_value = 0x584E'4146; // "FANX"

    Le32 magic;
    Le32 build;
    Le32 block;         // bytes from this header to the LZ4 block of the common part
    Le32 common_size;   // bytes of the common part, unpacked; at the annex's start
    Le32 image_size;    // bytes of memory that the parts use, from the annex's start on; its variables follow
    Le32 memory_size;   // bytes, including the variables
    Le32 rear_checksum; // checksum_of() the rear
    Le64 place;         // 0; in memory, the byte on the disk at which the annex begins
};

// In the common part, for each other part. Some parts share memory: unpacking one of them overwrites the others.
struct Place {
    static constexpr std::uint32_t is_unpacked = 1u << 31; // in `block`

    Le32 begin; // address
    Le32 end;
    Le32 block; // bytes from the header to the part's LZ4 block
};

// What the linked annex has instead: annex.ld writes it, and pack_stage2 replaces it.
struct LinkedPlace {
    Le32 begin; // address
    Le32 size;  // bytes
    Le32 file;  // bytes from the start of the linked annex to the part
};
static_assert(sizeof(LinkedPlace) == sizeof(Place));

// At the end of the linked annex: in bytes from its start.
struct ForPacker {
    Le32 parts_begin, parts_end; // the array of LinkedPlace, which ends the common part
    Le32 rear_begin;             // the LinkedPlace of the first part in the rear
    Le32 image_size;             // as in Header
    Le32 memory_size;            // as in Header
};

enum class Proof : std::uint8_t { whole, missing, of_other_build, damaged };

// The wide sum of the whole blocks of `bytes`.
inline std::uint32_t checksum_of(Bytes bytes, wide_sum::Add* method)
{
    wide_sum::Checksum sum{method};
    sum.add(bytes.data(), bytes.size() / wide_sum::block_size);
    return sum.value();
}

// Compares `bytes`, the annex's front, with the facts.
inline Proof prove(Facts const& facts, Bytes bytes, wide_sum::Add* method)
{
    auto const& header = overlay<Header>(bytes.data());
    if (header.magic != Header::magic_value)
        return Proof::missing;
    if (header.build != facts.build)
        return Proof::of_other_build;
    return checksum_of(bytes, method) == facts.checksum ? Proof::whole : Proof::damaged;
}

} // namespace annex
