// Stage 1 from the outside: which of its 512 bytes are whose, what it can be told, and what stage 2 it accepts.
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

// What stage 1 is told.
struct Told {
    std::uint32_t first;  // where stage 2 lies, in sectors from the drive's start
    std::uint32_t second; // another place, for when it is not there
    std::uint8_t sectors;
    std::uint16_t sector_bytes;
    std::uint8_t sectors_per_track = 63; // of a drive whose geometry the BIOS does not know
    std::uint8_t highest_head = 254;
    bool like_microsofts = false; // the sector starts with `xor ax, ax`, for BIOSes that run no other MBR

    bool operator==(Told const&) const = default;
};

// The stage 2 that stage 1 accepts: so many bytes, whose CRC-32, begun with `start`, ends at FFFFFFFFh.
struct Sum {
    std::uint32_t size;
    std::uint32_t start;
};

// As assembled, a sector says where its operands are; a boot record has a volume's parameters in that place, so that
// only the file that it came from says it. Nothing when this is no stage 1.
class Stage1 {
public:
    static std::optional<Stage1> parse(Bytes sector);

    Sector told(Told const& told) const;
    Sum sum() const { return sum_; }

    // What this very code has been told in that sector; nothing when there is other code.
    std::optional<Told> found_in(Bytes sector) const;

    // What it has been told itself, as for an MBR.
    Told as_it_is() const { return read(sector_); }

private:
    Told read(Sector const& sector) const;

    Sector sector_;
    boot_sector::Operands operands_;
    Sum sum_;
};

// What the code in this sector accepts; nothing when it is not a stage 1 of ours, of this build or another one.
std::optional<Sum> sum_of(Bytes sector);

bool accepts(Sum const& sum, Bytes stage2);

// Whether a stage 2 of ours, whole or not, starts here.
bool starts_stage2(Bytes bytes);

} // namespace boot_code
