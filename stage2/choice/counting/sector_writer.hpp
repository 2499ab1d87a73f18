// SPDX-License-Identifier: BSD-2-Clause
// Overwrites one sector of a BIOS drive, and proves that this sector has changed and its neighbours have not.
//
// BIOSes are known that drop upper bits of the LBA, move a sector too many, or say "done" and write nothing; sticks are
// known that acknowledge writes and forget them. A read of such kind only fails the boot; a write destroys data. So
// write() makes these calls, and goes on only if each brings what is expected:
//
//   read LBA - 1 to LBA + 1        our sector has the bytes that the caller expects; the neighbours' are kept
//   read LBA alone                 the same bytes again, through the packet and the buffer that the write uses
//   read LBA mod 2^28, mod 2^32    if the LBA is above: other bytes, so that the BIOS does not drop the bits
//   write LBA                      in the buffer, the neighbours' own bytes lie before and behind ours
//   read the volume's first sector so that no cache of one sector answers the next read
//   read LBA - 1 to LBA + 1        ours is new, the neighbours are unchanged
//
// A write is not repeated. After the first one that fails, no other one is made.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "include/units.hpp"
#include "stage2/bios/disk.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace counting {

// What is to be written. Both contents have bytes_per_sector() bytes.
struct SectorWrite {
    enum class Neighbours : bool {
        unused, // they belong to the state file, and nobody needs their contents
        needed,
    };

    Lba sector;     // not 0
    Bytes expected; // what it holds now
    Bytes fresh;    // what it is to hold
    Neighbours neighbours;
};

class SectorWriter {
public:
    static constexpr std::size_t memory_needed = 3 * largest_sector_size;

    // Memory for the three sectors before the write. Must be called before write().
    void use(std::span<std::byte, memory_needed> memory) { old_ = memory; }

    // Why the drive is not written to; empty if it may be. One below 80h never is. It may be a diskette drive: AH=43h
    // does not exist for it, and a stick that the BIOS presents as a diskette has a geometry of the BIOS's own. Or it is
    // a CD.
    std::string_view objection(bios::Disk const& disk) const;

    // `elsewhere` is another sector that can be read. Errors: disk_not_written, disk_read_failed and sector_unexpected:
    // nothing has been written. write_failed, write_lost and write_misplaced: the sector has its old bytes, or is torn.
    Result<void> write(bios::Disk const& disk, Lba elsewhere, SectorWrite const& wanted);

private:
    Result<void> read(Lba first, std::uint32_t count, std::uint32_t position);
    Result<void> check_before(SectorWrite const& wanted);
    Result<void> check_upper_bits(SectorWrite const& wanted);
    Result<void> check_behind(SectorWrite const& wanted, Lba elsewhere, std::uint8_t status);
    Result<std::uint8_t> put(Lba sector, Bytes content);
    Result<void> look(Lba elsewhere, Lba sector);
    std::string_view put_back(SectorWrite const& wanted, Lba elsewhere, std::size_t neighbour);

    Bytes old(std::size_t position) const;
    Bytes seen(std::size_t position) const;

    bool has_failed_ = false; // or a write is under way
    std::uint8_t drive_ = 0;
    std::uint32_t size_ = 0; // of a sector
    MutableBytes old_;       // LBA - 1, LBA, LBA + 1 before the write
};

} // namespace counting
