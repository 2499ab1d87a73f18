// SPDX-License-Identifier: BSD-2-Clause
// XXH32, the checksum in LZ4 frames. Yann Collet, "XXH32 Algorithm Description" (xxHash, doc/xxhash_spec.md), seed 0.
#pragma once

#include "include/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace xxh32 {

class Checksum {
public:
    // Adds the next bytes of the data.
    void add(Bytes bytes);

    // The checksum of all bytes added so far.
    std::uint32_t value() const;

private:
    static constexpr std::size_t stripe_size = 16; // four lanes of four bytes

    static constexpr std::uint32_t prime1 = 0x9E3779B1;
    static constexpr std::uint32_t prime2 = 0x85EBCA77;
    static constexpr std::uint32_t prime3 = 0xC2B2AE3D;
    static constexpr std::uint32_t prime4 = 0x27D4EB2F;
    static constexpr std::uint32_t prime5 = 0x165667B1;

    void add_stripes(std::byte const* bytes, std::size_t count);

    std::array<std::uint32_t, 4> lanes_{prime1 + prime2, prime2, 0, 0u - prime1};
    std::array<std::byte, stripe_size> rest_{}; // bytes that do not fill a stripe yet
    std::size_t rest_size_ = 0;
    std::uint64_t size_ = 0;
};

inline std::uint32_t of(Bytes bytes)
{
    Checksum checksum;
    checksum.add(bytes);
    return checksum.value();
}

} // namespace xxh32
