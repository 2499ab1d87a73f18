// SPDX-License-Identifier: BSD-2-Clause
// A BIOS drive as a BlockDevice. T13, "BIOS Enhanced Disk Drive Services" 3.0; Ralf Brown, INT 13h.
#pragma once

#include "include/units.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/storage/block_device.hpp"

#include <cstdint>

namespace bios {

// Uses the longest reads that the BIOS supports and copies the bytes to the destination. Repeats a failed read with
// ever fewer sectors, and finally by CHS. Remembers which methods and lengths do not work on this drive.
//
// The first read fetches only sector 0, to measure the sector size. If the caller asked for sector 0, this costs no
// extra call.
class Disk final : public BlockDevice {
public:
    explicit Disk(std::uint8_t drive) : drive_(drive) {}

    Result<void> read(std::uint64_t offset, MutableBytes destination) override;
    Result<Bytes> lend(std::uint64_t offset, MutableBytes room) override;
    std::uint32_t bytes_per_sector() const override { return 1u << sector_shift_; }

    // Asks the BIOS on each call, so call it rarely. Returns 0 for a drive without INT 13h extensions.
    std::uint64_t sector_count() override;

    std::uint8_t drive() const { return drive_; }
    bool reads_by_lba() const { return extended_proven_; }
    bool needed_cylinders() const { return needed_cylinders_; } // a read of a hard disk succeeded only by AH=02h
    bool has_lied() const { return has_lied_; }                 // a read "succeeded", and no bytes arrived
    std::uint64_t bytes_read() const { return bytes_read_; }
    std::uint32_t calls() const { return calls_; } // INT 13h read calls, including failed ones

    // If not nullptr, called after each read with the number of bytes read so far, to show progress.
    void (*on_progress)(std::uint64_t bytes) = nullptr;

private:
    struct Geometry {
        std::uint32_t sectors_per_track;
        std::uint32_t heads;
    };

    Result<Bytes> fetch(std::uint64_t offset, std::size_t size);
    Result<std::uint32_t> read_sectors(Lba first, std::uint32_t count);
    bool read_extended(Lba first, std::uint32_t count);
    bool read_by_cylinder(Lba first, std::uint32_t& count);
    bool succeeded(Registers const& reply, std::uint32_t count);
    Registers call_with(std::uint16_t function, void const* block, std::size_t size);
    void reset();

    void mark_buffer(std::uint32_t count);
    bool is_marked(std::uint32_t end) const;
    std::uint32_t mark() const { return 0x464A0000 + calls_; }
    void measure_sector();
    Geometry const& geometry();
    Geometry geometry_without_answer() const;
    std::uint32_t chs_reach();
    bool is_floppy() const { return drive_ < 4; } // a PC has no more of them; other numbers may be CDs, even below 80h
    std::uint32_t longest_read() const { return measured_ ? data_size >> sector_shift_ : 1; }

    std::uint8_t drive_;
    std::uint8_t status_ = 0;       // AH of the last failure
    std::uint8_t sector_shift_ = 9; // a sector has 1 << sector_shift_ bytes;
    bool measured_ = false;         // valid once this is set
    bool extended_ = !is_floppy();  // AH=42h is believed to work
    bool extended_proven_ = false;  // AH=42h has succeeded at least once
    bool needed_cylinders_ = false;
    bool has_lied_ = false;
    std::uint32_t longest_ = longest_read(); // sectors per call that the BIOS supports
    std::uint32_t shortened_ = 0;            // how often a shorter read succeeded after a longer one failed
    Geometry geometry_{};                    // heads == 0: not read yet
    std::uint64_t bytes_read_ = 0;
    std::uint32_t calls_ = 0;
};

} // namespace bios
