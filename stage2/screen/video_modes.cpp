// SPDX-License-Identifier: BSD-2-Clause
// Checks and rates graphics modes. VBE 3.0, "Function 01h - Return VBE Mode Information".
#include "stage2/screen/video_modes.hpp"

#include "include/units.hpp"

namespace video_modes {

namespace {

// ModeAttributes: supported by the hardware, colour, graphics, linear frame buffer.
constexpr std::uint16_t needed_attributes = 1u << 0 | 1u << 3 | 1u << 4 | 1u << 7;
constexpr std::uint8_t direct_colour = 6;
constexpr std::uint16_t vbe3 = 0x0300;

// Whether the colours' bits are plausible: each colour has 1 to 10 bits inside the pixel, and they do not overlap.
bool make_sense(std::array<Channel, 3> const& channels, std::uint8_t bits_per_pixel)
{
    std::uint32_t taken = 0;
    for (auto const& [size, shift] : channels) {
        if (size == 0 || size > 10 || shift > bits_per_pixel - size)
            return false;
        auto const mask = ((1u << size) - 1) << shift;
        if ((taken & mask) != 0)
            return false;
        taken |= mask;
    }
    return true;
}

bool fits(Mode const& mode, Card const& card)
{
    constexpr std::uint16_t smallest_width = 320;
    constexpr std::uint16_t smallest_height = 200;
    auto const size = mode.bytes();
    return mode.size.width >= smallest_width && mode.size.height >= smallest_height &&
           mode.pitch >= std::uint32_t{mode.size.width} * mode.bits_per_pixel / 8 && size <= card.memory &&
           mode.physical % page_size == 0 && mode.physical >= 1_MiB && mode.physical <= 4_GiB - page_size - size;
}

bool fits_into(Size const& size, Size const& limit)
{
    return size.width <= limit.width && size.height <= limit.height;
}

} // namespace

std::optional<Mode> parse(ModeInfoBlock const& block, std::uint16_t number, Card const& card)
{
    if ((block.ModeAttributes & needed_attributes) != needed_attributes || block.MemoryModel != direct_colour ||
        block.NumberOfPlanes != 1)
        return std::nullopt;
    auto const depth = block.BitsPerPixel;
    if (depth != 16 && depth != 24 && depth != 32)
        return std::nullopt;

    // Before VBE 3.0, and in some BIOSes that claim 3.0, the fields for linear modes are not filled in.
    bool const has_linear_fields =
        card.version >= vbe3 && block.LinBytesPerScanLine != 0 && block.LinMaskSizeAndFieldPosition[0].size != 0;
    auto const& masks = has_linear_fields ? block.LinMaskSizeAndFieldPosition : block.MaskSizeAndFieldPosition;
    Mode const mode{.number = number,
                    .size = {block.XResolution, block.YResolution},
                    .pitch = has_linear_fields ? block.LinBytesPerScanLine : block.BytesPerScanLine,
                    .bits_per_pixel = depth,
                    .channels = {masks[0], masks[1], masks[2]},
                    .physical = block.PhysBasePtr};
    if (!make_sense(mode.channels, depth) || !fits(mode, card))
        return std::nullopt;
    return mode;
}

void Choice::consider(Mode const& mode)
{
    if (auto const found = score(mode); found > score_) {
        score_ = found;
        best_ = mode;
    }
}

// The rating of a mode; 0 for an unsuitable one. Size counts more than depth.
std::uint32_t Choice::score(Mode const& mode) const
{
    // Sizes smaller than the requested one that cards offer and monitors display. If the monitor's size is unknown, the
    // limit is 1024x768.
    static constexpr Size usual[] = {{640, 480}, {800, 600}, {1024, 768}, {1280, 1024}, {1920, 1080}};
    constexpr Size limit_of_unknown{1024, 768};

    std::uint32_t const depth = mode.bits_per_pixel / 8;
    if (wanted_ == mode.size)
        return depth == 4 ? best_score : 100 + depth;
    if (only_ || !fits_into(mode.size, wanted_.value_or(limit_of_unknown)))
        return 0;
    std::uint32_t rank = 0;
    for (auto const& size : usual) {
        ++rank;
        if (size == mode.size)
            return 4 * rank + depth;
    }
    return 0;
}

} // namespace video_modes
