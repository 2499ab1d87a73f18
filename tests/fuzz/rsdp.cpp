// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the search for the RSDP: in random bytes, and in the same bytes with a valid one in them.
#include "stage2/machine/rsdp.hpp"

#include "tests/firmware_area.hpp"

namespace {

using firmware_area::require;
using firmware_area::sum;

// The rules once more, written down in another way.
bool is_sound(Bytes area, std::size_t at)
{
    if (!firmware_area::stands_at(area, at, "RSD PTR ") || at + 20 > area.size() || sum(area, at, 20) != 0)
        return false;
    if (std::to_integer<int>(area[at + 15]) < 2)
        return true;
    auto const length = read_at<Le32>(area, at + 20);
    return length && *length >= 36 && *length <= area.size() - at && sum(area, at, *length) == 0;
}

void check(Bytes area)
{
    auto const found = rsdp::find(area);
    for (std::size_t at = 0; at < area.size(); at += 16)
        if (is_sound(area, at)) {
            require(found && found->offset == at && found->revision == std::to_integer<int>(area[at + 15]));
            return;
        }
    require(!found);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto area = firmware_area::made_of(data, size);
    check(area);
    // Random bytes hardly ever add up, so they are made to.
    auto const at = area.size() / 32 * 16;
    if (area.size() < at + 36)
        return 0;
    firmware_area::put(area, at, "RSD PTR ");
    firmware_area::make_sum_zero(area, at, 8, 20);
    check(area);
    area[at + 15] = std::byte{2};
    firmware_area::make_sum_zero(area, at, 8, 20);
    std::uint32_t const length = *read_at<Le32>(area, at + 20);
    firmware_area::make_sum_zero(area, at, 32, length >= 36 && length <= area.size() - at ? length : 36);
    check(area);
    return 0;
}
