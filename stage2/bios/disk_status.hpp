// What INT 13h says in AH when it fails, in words. Ralf Brown's Interrupt List, table 00234.
#pragma once

#include <cstdint>
#include <string_view>

namespace bios {

constexpr std::string_view disk_status_words(std::uint8_t status)
{
    switch (status) {
    case 0x00: return "no status given";
    case 0x01: return "invalid function or parameter";
    case 0x02: return "address mark not found";
    case 0x04: return "sector not found";
    case 0x05: return "reset failed";
    case 0x06: return "disk changed";
    case 0x07: return "drive parameters wrong";
    case 0x08: return "DMA overrun";
    case 0x09: return "transfer crosses 64 KiB, or too many sectors";
    case 0x0A: return "bad sector";
    case 0x0B: return "bad track";
    case 0x0C: return "media type not found, or no such sector";
    case 0x10: return "data error: checksum or ECC";
    case 0x11: return "data corrected by ECC";
    case 0x20: return "controller failure";
    case 0x31: return "no medium in the drive";
    case 0x40: return "seek failed";
    case 0x80: return "time-out: the drive does not answer";
    case 0xAA: return "drive not ready";
    case 0xBB: return "undefined error";
    case 0xCC: return "write fault";
    case 0xE0: return "status register error";
    default: return "unknown status";
    }
}

} // namespace bios
