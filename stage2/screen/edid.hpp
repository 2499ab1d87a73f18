// SPDX-License-Identifier: BSD-2-Clause
// The preferred size of a monitor's picture, from its EDID.
// VESA Enhanced Extended Display Identification Data Standard, Release A, Revision 2 (EDID 1.4).
#pragma once

#include "include/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace edid {

inline constexpr std::size_t block_size = 128;

struct Size {
    std::uint16_t width; // pixels
    std::uint16_t height;

    constexpr bool operator==(Size const&) const = default;
};

// Whether the block has the header and the checksum of an EDID.
bool is_sound(Bytes block);

// The size of the preferred timing mode, which is the block's first detailed timing. Nothing if the block is damaged,
// or if it has no such timing or an interlaced one. `block` has block_size bytes.
std::optional<Size> preferred_size(Bytes block);

} // namespace edid
