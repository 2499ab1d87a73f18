// SPDX-License-Identifier: BSD-2-Clause
// What a disk says about itself: INCITS 529, "ATA/ATAPI Command Set - 4" (ACS-4), "IDENTIFY DEVICE data".
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace disk {

struct Identity {
    std::uint32_t sector_bytes; // of a logical sector
    std::uint64_t sectors;      // not 0
    bool long_addresses;        // has the commands with LBAs of 48 bits
};

inline constexpr std::size_t identity_words = 256;

// nullopt if the words do not describe a disk with LBAs and sectors of 512 to 4096 bytes.
constexpr std::optional<Identity> identity_from(std::span<std::uint16_t const, identity_words> words)
{
    constexpr std::uint16_t has_lba = 1u << 9, not_ata = 1u << 15, long_commands = 1u << 10, long_sectors = 1u << 12;
    constexpr std::uint16_t valid_mask = 0xC000, valid = 0x4000;
    if (words[0] & not_ata || !(words[49] & has_lba))
        return std::nullopt;
    Identity identity{512, words[60] | std::uint32_t{words[61]} << 16, false};
    if ((words[83] & valid_mask) == valid && words[83] & long_commands) {
        identity.long_addresses = true;
        identity.sectors = words[100] | std::uint64_t{words[101]} << 16 | std::uint64_t{words[102]} << 32 |
                           std::uint64_t{words[103]} << 48;
    }
    if ((words[106] & valid_mask) == valid && words[106] & long_sectors) {
        auto const size = words[117] | std::uint32_t{words[118]} << 16; // in words of 16 bits
        if (size != 512 && size != 1024 && size != 2048)
            return std::nullopt;
        identity.sector_bytes = size * 2;
    }
    if (identity.sectors == 0)
        return std::nullopt;
    return identity;
}

// A command of the ATA command set, for one sector.
struct Command {
    std::uint8_t code;
    std::uint8_t device; // LBA mode, and for short LBAs bits 24 to 27
    std::uint64_t lba;
    bool is_long; // LBA of 48 bits
};

inline constexpr std::uint8_t lba_mode = 1u << 6;

// The command with the shorter LBA that is enough, because not every disk has the other.
constexpr Command sector_command(std::uint8_t short_code, std::uint8_t long_code, std::uint64_t lba)
{
    if (lba >> 28 != 0)
        return {long_code, lba_mode, lba, true};
    return {short_code, static_cast<std::uint8_t>(lba_mode | lba >> 24), lba & 0xFF'FFFF, false};
}

} // namespace disk
