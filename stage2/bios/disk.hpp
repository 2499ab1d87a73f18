// A BIOS drive as a BlockDevice. T13, "BIOS Enhanced Disk Drive Services" 3.0; Ralf Brown, INT 13h.
#pragma once

#include "include/units.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/block_device.hpp"

#include <cstdint>
#include <optional>

namespace bios {

// Reads in the longest calls that the BIOS takes and copies to where the bytes are wanted. What fails is tried again,
// shorter and shorter, and at last by CHS; what a drive turns out not to be able to do is not tried again on it.
class Disk final : public BlockDevice {
public:
    explicit Disk(std::uint8_t drive) : drive_(drive) {}

    Result<void> read(std::uint64_t offset, MutableBytes destination) override;

    std::uint8_t drive() const { return drive_; }
    std::uint64_t sectors_read() const { return sectors_read_; }
    std::uint32_t calls() const { return calls_; }          // INT 13h calls that read, failed ones included

    // Called after each read with the sectors read so far; for a sign of life.
    void (*on_progress)(std::uint64_t sectors) = nullptr;

private:
    class Mark;

    struct Geometry {
        std::uint32_t sectors_per_track;
        std::uint32_t heads;
    };

    Result<std::uint32_t> read_sectors(Lba first, std::uint32_t count);
    bool read_extended(Lba first, std::uint32_t count);
    bool read_by_cylinder(Lba first, std::uint32_t& count);
    bool succeeded(Registers const& reply, Mark const& mark, std::uint32_t count);
    void reset();
    Geometry geometry();
    std::uint32_t chs_sectors();

    static constexpr std::uint32_t longest_read = data_size / sector_size;

    std::uint8_t drive_;
    std::uint8_t status_ = 0;                               // AH of the last failure
    bool extended_ = true;                                  // AH=42h works, as far as we know
    std::uint32_t longest_ = longest_read;                  // sectors per call that the BIOS takes
    std::uint32_t shortened_ = 0;                           // how often a long read failed and a shorter one did not
    std::optional<Geometry> geometry_;
    std::uint64_t sectors_read_ = 0;
    std::uint32_t calls_ = 0;
};

} // namespace bios
