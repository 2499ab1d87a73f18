// A BIOS drive as a BlockDevice. T13, "BIOS Enhanced Disk Drive Services" 3.0; Ralf Brown, INT 13h.
#pragma once

#include "include/units.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/storage/block_device.hpp"

#include <cstdint>

namespace bios {

// Reads in the longest calls that the BIOS takes and copies to where the bytes are wanted. What fails is tried again,
// shorter and shorter, and at last by CHS; what a drive turns out not to be able to do is not tried again on it.
//
// The first read brings sector 0 alone: it shows how large the drive's sectors are. If that is what was asked for, it
// costs nothing more.
class Disk final : public BlockDevice {
public:
    explicit Disk(std::uint8_t drive) : drive_(drive) {}

    Result<void> read(std::uint64_t offset, MutableBytes destination) override;
    std::uint32_t bytes_per_sector() const override { return 1u << sector_shift_; }

    // Asks the BIOS each time, so ask seldom. Only one with extensions can say.
    std::uint64_t sector_count() override;

    std::uint8_t drive() const { return drive_; }
    bool reads_by_lba() const { return extended_proven_; }
    std::uint64_t bytes_read() const { return bytes_read_; }
    std::uint32_t calls() const { return calls_; } // INT 13h calls that read, failed ones included

    // Called after each read with the bytes read so far; for a sign of life.
    void (*on_progress)(std::uint64_t bytes) = nullptr;

private:
    struct Geometry {
        std::uint32_t sectors_per_track;
        std::uint32_t heads;
    };

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
    bool is_floppy() const { return drive_ < 0x80; }
    std::uint32_t longest_read() const { return measured_ ? data_size >> sector_shift_ : 1; }

    std::uint8_t drive_;
    std::uint8_t status_ = 0;                // AH of the last failure
    std::uint8_t sector_shift_ = 9;          // a sector has 1 << sector_shift_ bytes,
    bool measured_ = false;                  // which is known once this is set
    bool extended_ = !is_floppy();           // AH=42h works, as far as we know
    bool extended_proven_ = false;           // it has worked
    std::uint32_t longest_ = longest_read(); // sectors per call that the BIOS takes
    std::uint32_t shortened_ = 0;            // how often a long read failed and a shorter one did not
    Geometry geometry_{};                    // no heads: not asked for yet
    std::uint64_t bytes_read_ = 0;
    std::uint32_t calls_ = 0;
};

} // namespace bios
