// XXH32, the checksum in LZ4 frames. Yann Collet, "XXH32 Algorithm Description" (xxHash, doc/xxhash_spec.md), seed 0.
#pragma once

#include "include/bytes.hpp"
#include "stage2/checksums/stripes.hpp"

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
    stripes::Lanes lanes_ = stripes::first_lanes;
    std::array<std::byte, stripes::size> rest_{}; // bytes that do not fill a stripe yet
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
