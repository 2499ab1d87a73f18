// SPDX-License-Identifier: BSD-2-Clause
// Mode list, mode descriptions and EDID from the video BIOS. VBE 3.0; VBE/DDC 1.1.
#include "stage2/bios/vbe.hpp"

#include "include/units.hpp"
#include "stage2/bios/call.hpp"

namespace bios {

namespace {

constexpr std::uint16_t success = 0x004F; // supported, and done
constexpr std::uint32_t real_mode_end = 1 << 20;

// VbeInfoBlock, with the specification's names.
struct VbeInfoBlock {
    Le32 VbeSignature;
    Le16 VbeVersion;
    Le32 OemStringPtr;
    Le32 Capabilities;
    Le16 VideoModeOffset; // VideoModePtr
    Le16 VideoModeSegment;
    Le16 TotalMemory; // in units of 64 KiB
    std::array<std::uint8_t, 492> rest;
};
static_assert(sizeof(VbeInfoBlock) == 512);

constexpr std::uint32_t linear(std::uint32_t segment, std::uint32_t offset)
{
    return segment * 16 + offset;
}

// Zeroes the buffer, so that data of an earlier answer are not taken for this one's.
MutableBytes cleared(MutableBytes room)
{
    std::fill(room.begin(), room.end(), std::byte{0});
    return room;
}

// Calls a VBE function that answers into parameters(). True if it succeeded.
bool ask(std::uint32_t function, std::uint32_t bx, std::uint32_t cx)
{
    auto const reply = call(
        0x10,
        {.eax = function, .ebx = bx, .ecx = cx, .edi = parameters_address.offset, .es = parameters_address.segment});
    return reply.ax() == success;
}

} // namespace

std::optional<VideoCard> video_card()
{
    constexpr std::uint32_t asks_for_vbe2 = 0x32454256; // "VBE2"
    constexpr std::uint32_t answers = 0x41534556;       // "VESA"
    constexpr std::uint16_t vbe2 = 0x0200;

    auto const room = cleared(data().first(sizeof(VbeInfoBlock)));
    auto& block = *reinterpret_cast<VbeInfoBlock*>(room.data());
    block.VbeSignature = asks_for_vbe2;
    // INT 10h AX=4F00h: return VBE controller information.
    auto const reply = call(0x10, {.eax = 0x4F00, .edi = data_address.offset, .es = data_address.segment});
    if (reply.ax() != success || block.VbeSignature != answers || block.VbeVersion < vbe2)
        return std::nullopt;
    return VideoCard{{block.VbeVersion, std::uint32_t{block.TotalMemory} << 16},
                     linear(block.VideoModeSegment, block.VideoModeOffset)};
}

std::optional<std::uint16_t> video_mode_number(VideoCard const& card, std::uint32_t index)
{
    constexpr std::uint32_t most = 256; // limit for a list without an end mark
    constexpr std::uint16_t end = 0xFFFF;
    auto const place = card.mode_list + 2 * index;
    if (card.mode_list == 0 || index == most || place > real_mode_end - 2)
        return std::nullopt;
    auto const number = peek16(place);
    return number == end ? std::nullopt : std::optional{number};
}

std::optional<video_modes::Mode> video_mode(VideoCard const& card, std::uint16_t number)
{
    auto const room = cleared(parameters().first(sizeof(video_modes::ModeInfoBlock)));
    if (!ask(0x4F01, 0, number)) // INT 10h AX=4F01h: return VBE mode information
        return std::nullopt;
    return video_modes::parse(overlay<video_modes::ModeInfoBlock>(room.data()), number, card);
}

std::optional<edid::Size> monitor_size()
{
    constexpr std::uint32_t read = 1;
    auto const room = cleared(parameters().first(edid::block_size));
    if (!ask(0x4F15, read, 0)) // INT 10h AX=4F15h BL=01h: read EDID
        return std::nullopt;
    return edid::preferred_size(room);
}

} // namespace bios
