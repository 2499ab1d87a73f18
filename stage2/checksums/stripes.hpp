// The two checksums of a kernel's seal. Both divide the data into stripes of 16 bytes, and each of the four words of a
// stripe has a lane of its own. So no instruction waits for the result of the one before, and a processor does several at
// a time. Both start and end like XXH32: Yann Collet, "XXH32 Algorithm Description" (xxHash, doc/xxhash_spec.md), seed 0.
//
// With add_by_xxh32 the checksum is XXH32 itself. With add_by_crc32c each lane is the CRC-32C of its words, which
// processors with SSE4.2 compute with one instruction a word. Both find every change within one word for certain.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace stripes {

inline constexpr std::uint32_t prime1 = 0x9E3779B1;
inline constexpr std::uint32_t prime2 = 0x85EBCA77;
inline constexpr std::uint32_t prime3 = 0xC2B2AE3D;

inline constexpr std::size_t size = 16; // bytes
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

// Adds `count` stripes.
using Add = void(Lanes& lanes, std::byte const* bytes, std::size_t count);

// 19 instructions for a stripe, on every processor.
void add_by_xxh32(Lanes& lanes, std::byte const* bytes, std::size_t count);

// 35 instructions for eight stripes; only where CPUID.01H:ECX.SSE4_2 (bit 20) is set. Intel SDM Vol. 2, "CRC32".
void add_by_crc32c(Lanes& lanes, std::byte const* bytes, std::size_t count);

class Checksum {
public:
    explicit Checksum(Add* method) : method_(method) {}

    void add(std::byte const* bytes, std::size_t count)
    {
        count_ += count;
        method_(lanes_, bytes, count);
    }

    // The checksum of all stripes added so far, at least one.
    std::uint32_t value() const;

private:
    Add* method_;
    std::size_t count_ = 0;
    Lanes lanes_ = first_lanes;
};

} // namespace stripes
