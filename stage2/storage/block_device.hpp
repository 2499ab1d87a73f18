// A disk as everything above the BIOS sees it: bytes that can be read.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"

#include <cstdint>

class BlockDevice {
public:
    // Fills `destination` with the bytes that start `offset` bytes from the start of the disk. Neither offset nor size
    // need fit the disk's sectors; an implementation uses as few and as long reads as it can.
    virtual Result<void> read(std::uint64_t offset, MutableBytes destination) = 0;

    // Bytes in a sector, the unit of the LBAs on this disk: a power of two from 512 to 4096. Known once a read has
    // succeeded.
    virtual std::uint32_t bytes_per_sector() const { return 512; }

    // How many sectors the disk has; 0 when nobody knows. Some BIOSes count too few.
    virtual std::uint64_t sector_count() { return 0; }

protected:
    ~BlockDevice() = default;
};
