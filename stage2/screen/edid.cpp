// SPDX-License-Identifier: BSD-2-Clause
// Parses EDID. VESA E-EDID Standard, "EDID 1.4 Structure" (3), "Detailed Timing Descriptor" (3.10.2).
#include "stage2/screen/edid.hpp"

#include "stage2/checksums/byte_sum.hpp"

#include <array>

namespace edid {

namespace {

struct DetailedTiming {
    Le16 pixel_clock; // in units of 10 kHz; 0: not a timing descriptor
    std::uint8_t horizontal_active_low;
    std::uint8_t horizontal_blanking_low;
    std::uint8_t horizontal_high; // bits 7:4: active, bits 3:0: blanking
    std::uint8_t vertical_active_low;
    std::uint8_t vertical_blanking_low;
    std::uint8_t vertical_high;
    std::array<std::uint8_t, 9> synchronisation_and_borders;
    std::uint8_t features; // bit 7: interlaced
};
static_assert(sizeof(DetailedTiming) == 18);

struct Block {
    std::array<std::uint8_t, 8> header;
    std::array<std::uint8_t, 46> identity_and_basics;
    DetailedTiming first_timing;
    std::array<std::uint8_t, 54> further_descriptors;
    std::uint8_t extensions;
    std::uint8_t checksum; // the sum of all bytes is 0 modulo 256
};
static_assert(sizeof(Block) == block_size && offsetof(Block, first_timing) == 54);

constexpr std::array<std::uint8_t, 8> header{0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00};
constexpr std::uint8_t interlaced = 0x80;

constexpr std::uint16_t joined(std::uint8_t low, std::uint8_t high)
{
    return static_cast<std::uint16_t>(low | (high & 0xF0) << 4);
}

} // namespace

bool is_sound(Bytes block)
{
    return adds_up(block, block_size) && overlay<Block>(block.data()).header == header;
}

std::optional<Size> preferred_size(Bytes block)
{
    if (!is_sound(block))
        return std::nullopt;
    auto const& timing = overlay<Block>(block.data()).first_timing;
    if (timing.pixel_clock == 0 || (timing.features & interlaced) != 0)
        return std::nullopt;
    Size const size{joined(timing.horizontal_active_low, timing.horizontal_high),
                    joined(timing.vertical_active_low, timing.vertical_high)};
    if (size.width == 0 || size.height == 0)
        return std::nullopt;
    return size;
}

} // namespace edid
