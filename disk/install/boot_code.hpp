// SPDX-License-Identifier: BSD-2-Clause
// Stage 1 as data: the ranges of its 512 bytes, its operands, and the stage 2 that it accepts.
// stage1/mbr.asm; docs/boot-flow.md, "Stage 1".
#pragma once

#include "include/boot_sector.hpp"
#include "include/bytes.hpp"
#include "include/units.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace boot_code {

using Sector = std::array<std::byte, sector_size>;

using boot_sector::jump_end, boot_sector::code_begin, boot_sector::code_end;
using boot_sector::identity, boot_sector::identity_end, boot_sector::table_end;

// The operands of stage 1.
struct Told {
    std::uint32_t first;  // LBA of stage 2, from the drive's start
    std::uint32_t second; // another LBA, tried if stage 2 is not at the first
    std::uint8_t sectors;
    std::uint16_t sector_bytes;
    std::uint8_t sectors_per_track = 63; // for a drive whose geometry the BIOS does not report
    std::uint8_t highest_head = 254;
    bool like_microsofts = false; // the sector starts with `xor ax, ax`, for BIOSes that boot no other MBR

    bool operator==(Told const&) const = default;
};

// The core that stage 1 accepts: so many bytes, whose sum from `start` on is core_sum::end_value.
struct Sum {
    std::uint32_t size;
    std::uint32_t start;
};

// Stage 1 as assembled. It contains a list of its operands, which a boot record overwrites with the volume's
// parameters: so only the build's own file has this list. parse() returns nullopt if the sector is not such a stage 1.
class Stage1 {
public:
    static std::optional<Stage1> parse(Bytes sector);

    Sector told(Told const& told) const;
    Sum sum() const { return sum_; }

    // The operands in that sector; nullopt if it contains other code than this stage 1.
    std::optional<Told> found_in(Bytes sector) const;

    // The operands of this sector itself, as for an MBR.
    Told as_it_is() const { return read(sector_); }

private:
    Told read(Sector const& sector) const;

    Sector sector_;
    boot_sector::Operands operands_;
    Sum sum_;
};

// The stage 2 that the code in this sector accepts; nullopt if it is not a stage 1 of farjump, of any build.
std::optional<Sum> sum_of(Bytes sector);

bool accepts(Sum const& sum, Bytes stage2);

// True if a stage 2 of farjump, intact or not, starts here.
bool starts_stage2(Bytes bytes);

} // namespace boot_code
