// XXH32, the checksum in LZ4 frames. Yann Collet, "XXH32 Algorithm Description" (xxHash, doc/xxhash_spec.md), seed 0.
#pragma once

#include "include/bytes.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace xxh32 {

inline constexpr std::uint32_t prime1 = 0x9E3779B1;
inline constexpr std::uint32_t prime2 = 0x85EBCA77;
inline constexpr std::uint32_t prime3 = 0xC2B2AE3D;
inline constexpr std::uint32_t prime4 = 0x27D4EB2F;
inline constexpr std::uint32_t prime5 = 0x165667B1;

inline constexpr std::size_t stripe_size = 16; // a word for each of the four lanes
using Lanes = std::array<std::uint32_t, 4>;
inline constexpr Lanes first_lanes{prime1 + prime2, prime2, 0, 0u - prime1};

// The last steps: the lanes become one word, and each of its bits is spread over all.
constexpr std::uint32_t merge(Lanes const& lanes)
{
    auto const& [a, b, c, d] = lanes;
    return std::rotl(a, 1) + std::rotl(b, 7) + std::rotl(c, 12) + std::rotl(d, 18);
}

constexpr std::uint32_t finish(std::uint32_t hash)
{
    hash = (hash ^ hash >> 15) * prime2;
    hash = (hash ^ hash >> 13) * prime3;
    return hash ^ hash >> 16;
}

class Checksum {
public:
    // Adds the next bytes of the data.
    void add(Bytes bytes);

    // The checksum of all bytes added so far.
    std::uint32_t value() const;

private:
    Lanes lanes_ = first_lanes;
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
