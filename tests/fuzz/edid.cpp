// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes EDID blocks and descriptions of modes: the accepted values must be consistent.
#include "stage2/screen/edid.hpp"
#include "stage2/screen/video_modes.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void check_mode(video_modes::Mode const& mode, video_modes::Card const& card)
{
    auto const size = std::uint64_t{mode.pitch} * mode.size.height;
    require(mode.size.width > 0 && mode.size.height > 0 && mode.pitch * 8u >= mode.size.width * mode.bits_per_pixel);
    require(size <= card.memory && mode.physical >= 1 << 20 && mode.physical + size <= 1ull << 32);
    std::uint64_t taken = 0;
    for (auto const& [bits, shift] : mode.channels) {
        auto const mask = ((1ull << bits) - 1) << shift;
        require(bits > 0 && bits + shift <= mode.bits_per_pixel && (taken & mask) == 0);
        taken |= mask;
    }
}

} // namespace

// The block, with its sum put right so that more than sums is tried; then, if there are enough bytes, a mode.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::array<std::byte, edid::block_size> block{};
    std::memcpy(block.data(), data, std::min(size, block.size()));
    unsigned sum = 0;
    for (auto const byte : block)
        sum += std::to_integer<unsigned>(byte);
    block.back() = static_cast<std::byte>(std::to_integer<unsigned>(block.back()) + 256 - sum % 256);
    for (std::size_t length = 0; length < block.size(); length += 16)
        require(!edid::preferred_size(Bytes{block}.first(length)));
    auto const native = edid::preferred_size(block);
    require(!native || (native->width > 0 && native->width < 4096 && native->height > 0 && native->height < 4096));

    video_modes::ModeInfoBlock description{};
    if (size < block.size() + 8)
        return 0;
    std::memcpy(&description, data + block.size(), std::min(size - block.size(), sizeof description));
    video_modes::Choice choice{native, false};
    for (auto const version : std::to_array<std::uint16_t>({0x0200, 0x0300})) {
        video_modes::Card const card{version, std::uint32_t{data[0]} << 20};
        if (auto const mode = video_modes::parse(description, version, card)) {
            check_mode(*mode, card);
            choice.consider(*mode);
        }
    }
    if (choice.best() && native)
        require(choice.best()->size.width <= native->width && choice.best()->size.height <= native->height);
    return 0;
}
