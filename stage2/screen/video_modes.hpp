// SPDX-License-Identifier: BSD-2-Clause
// Graphics modes: plausibility checks of the BIOS's descriptions, and the choice of the best mode.
// VESA BIOS Extension (VBE) Core Functions Standard 3.0, "Function 01h - Return VBE Mode Information".
#pragma once

#include "include/bytes.hpp"
#include "stage2/screen/edid.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace video_modes {

using edid::Size;

// The position of a colour in a pixel, in bits.
struct Channel {
    std::uint8_t size; // bits
    std::uint8_t shift;
};

// ModeInfoBlock, with the specification's names.
struct ModeInfoBlock {
    Le16 ModeAttributes;
    std::array<std::uint8_t, 14> windows;
    Le16 BytesPerScanLine;
    Le16 XResolution;
    Le16 YResolution;
    std::uint8_t XCharSize;
    std::uint8_t YCharSize;
    std::uint8_t NumberOfPlanes;
    std::uint8_t BitsPerPixel;
    std::uint8_t NumberOfBanks;
    std::uint8_t MemoryModel;
    std::array<std::uint8_t, 3> banks_and_pages;
    std::array<Channel, 4> MaskSizeAndFieldPosition; // red, green, blue, reserved
    std::uint8_t DirectColorModeInfo;
    Le32 PhysBasePtr;
    std::array<std::uint8_t, 6> off_screen;
    Le16 LinBytesPerScanLine; // from here on: VBE 3.0
    std::array<std::uint8_t, 2> pages;
    std::array<Channel, 4> LinMaskSizeAndFieldPosition;
    Le32 MaxPixelClock;
    std::array<std::uint8_t, 190> reserved;
};
static_assert(sizeof(ModeInfoBlock) == 256 && alignof(ModeInfoBlock) == 1);
static_assert(offsetof(ModeInfoBlock, XResolution) == 18 && offsetof(ModeInfoBlock, MaskSizeAndFieldPosition) == 31);
static_assert(offsetof(ModeInfoBlock, PhysBasePtr) == 40 && offsetof(ModeInfoBlock, LinMaskSizeAndFieldPosition) == 54);

struct Mode {
    std::uint16_t number;
    Size size;
    std::uint16_t pitch;             // bytes from one line to the next
    std::uint8_t bits_per_pixel;     // 16, 24 or 32
    std::array<Channel, 3> channels; // red, green, blue
    std::uint32_t physical;

    std::uint32_t bytes() const { return std::uint32_t{pitch} * size.height; }
};

// The video card, as described by the BIOS.
struct Card {
    std::uint16_t version; // VBE version: 0300h for 3.0
    std::uint32_t memory;  // bytes
};

// Converts the block to a mode. Nothing if a kernel could not draw in this mode, or if the block contradicts itself.
std::optional<Mode> parse(ModeInfoBlock const& block, std::uint16_t number, Card const& card);

// Compares modes one by one and keeps the best.
class Choice {
public:
    // `wanted`: the best size. `only`: no other size is acceptable. Without `wanted`, prefers sizes that any monitor
    // displays.
    Choice(std::optional<Size> wanted, bool only) : wanted_(wanted), only_(only) {}

    void consider(Mode const& mode);

    // Whether no other mode can be better.
    bool settled() const { return score_ == best_score; }
    std::optional<Mode> const& best() const { return best_; }

private:
    static constexpr std::uint32_t best_score = ~0u;

    std::uint32_t score(Mode const& mode) const;

    std::optional<Size> wanted_;
    bool only_;
    std::optional<Mode> best_;
    std::uint32_t score_ = 0;
};

} // namespace video_modes
