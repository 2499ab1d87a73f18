// SPDX-License-Identifier: BSD-2-Clause
// Texts for the status that INT 13h returns in AH after a failure. Ralf Brown's Interrupt List, table 00234.
#pragma once

#include <cstdint>
#include <string_view>

namespace bios {

struct DiskStatus {
    std::uint8_t status;
    char const* words;
};

inline constexpr DiskStatus disk_statuses[] = {
    {0x00, "no status given"},
    {0x01, "invalid function or parameter"},
    {0x02, "address mark not found"},
    {0x04, "sector not found"},
    {0x05, "reset failed"},
    {0x06, "disk changed"},
    {0x07, "drive parameters wrong"},
    {0x08, "DMA overrun"},
    {0x09, "transfer crosses 64 KiB, or too many sectors"},
    {0x0A, "bad sector"},
    {0x0B, "bad track"},
    {0x0C, "media type not found, or no such sector"},
    {0x10, "data error: checksum or ECC"},
    {0x11, "data corrected by ECC"},
    {0x20, "controller failure"},
    {0x31, "no medium in the drive"},
    {0x40, "seek failed"},
    {0x80, "time-out: the drive does not answer"},
    {0xAA, "drive not ready"},
    {0xBB, "undefined error"},
    {0xCC, "write fault"},
    {0xE0, "status register error"},
};

constexpr std::string_view disk_status_words(std::uint8_t status)
{
    for (auto const& known : disk_statuses)
        if (known.status == status)
            return known.words;
    return "unknown status";
}

} // namespace bios
