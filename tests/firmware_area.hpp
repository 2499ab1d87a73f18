// SPDX-License-Identifier: BSD-2-Clause
// Builds an area of firmware for fuzzers and tests: data at given places, and bytes with a given sum.
#pragma once

#include "include/bytes.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

namespace firmware_area {

inline void require(bool promise)
{
    if (!promise)
        std::abort();
}

inline std::vector<std::byte> made_of(std::uint8_t const* data, std::size_t size)
{
    auto const* const begin = reinterpret_cast<std::byte const*>(data);
    return {begin, begin + size};
}

// Both must lie in the area.
inline unsigned sum(Bytes area, std::size_t at, std::size_t size)
{
    unsigned all = 0;
    for (auto const byte : area.subspan(at, size))
        all += std::to_integer<unsigned>(byte);
    return all & 0xFF;
}

inline void put(std::vector<std::byte>& area, std::size_t at, std::string_view words)
{
    std::memcpy(area.data() + at, words.data(), words.size());
}

inline void make_sum_zero(std::vector<std::byte>& area, std::size_t at, std::size_t checksum, std::size_t size)
{
    area[at + checksum] = std::byte((std::to_integer<unsigned>(area[at + checksum]) - sum(area, at, size)) & 0xFF);
}

inline bool stands_at(Bytes area, std::size_t at, std::string_view words)
{
    return at + words.size() <= area.size() && std::memcmp(area.data() + at, words.data(), words.size()) == 0;
}

} // namespace firmware_area
