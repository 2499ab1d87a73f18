// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the search for SMBIOS's entry points: in random bytes, and in the same bytes with valid ones in them.
#include "stage2/machine/smbios.hpp"

#include "tests/firmware_area.hpp"

#include <optional>

namespace {

using firmware_area::require;
using firmware_area::stands_at;
using firmware_area::sum;

// The rules once more, written down in another way.
bool is_sound_32(Bytes area, std::size_t at)
{
    if (at + 0x1F > area.size())
        return false;
    auto const length = std::to_integer<std::size_t>(area[at + 5]);
    return stands_at(area, at, "_SM_") && stands_at(area, at + 16, "_DMI_") && length >= 0x1E &&
           length <= area.size() - at && sum(area, at, length) == 0 && sum(area, at + 16, 15) == 0;
}

bool is_sound_64(Bytes area, std::size_t at)
{
    if (at + 0x18 > area.size())
        return false;
    auto const length = std::to_integer<std::size_t>(area[at + 6]);
    return stands_at(area, at, "_SM3_") && length >= 0x18 && length <= area.size() - at && sum(area, at, length) == 0;
}

std::optional<std::uint32_t> first(Bytes area, bool (*is_sound)(Bytes, std::size_t))
{
    for (std::size_t at = 0; at < area.size(); at += 16)
        if (is_sound(area, at))
            return static_cast<std::uint32_t>(at);
    return std::nullopt;
}

void check(Bytes area)
{
    require(smbios::find_32_bit(area) == first(area, is_sound_32));
    require(smbios::find_64_bit(area) == first(area, is_sound_64));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto area = firmware_area::made_of(data, size);
    check(area);
    // Random bytes hardly ever add up, so they are made to, for the lengths that are in them.
    auto const at = area.size() / 32 * 16;
    if (area.size() < at + 0x1F)
        return 0;
    auto const room = area.size() - at;
    firmware_area::put(area, at, "_SM_");
    firmware_area::put(area, at + 16, "_DMI_");
    firmware_area::make_sum_zero(area, at + 16, 5, 15);
    auto const length32 = std::to_integer<std::size_t>(area[at + 5]);
    firmware_area::make_sum_zero(area, at, 4, length32 > 4 && length32 <= room ? length32 : 0x1F);
    check(area);
    firmware_area::put(area, at, "_SM3_");
    auto const length64 = std::to_integer<std::size_t>(area[at + 6]);
    firmware_area::make_sum_zero(area, at, 5, length64 > 5 && length64 <= room ? length64 : 0x18);
    check(area);
    return 0;
}
