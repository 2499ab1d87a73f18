// SPDX-License-Identifier: BSD-2-Clause
// A disk as a readable sequence of bytes, independent of the BIOS.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"

#include <cstdint>

class BlockDevice {
public:
    // Fills `destination` with the bytes from `offset` on, in bytes from the start of the disk. Offset and size need
    // not be multiples of the sector size. Implementations use few, long reads.
    virtual Result<void> read(std::uint64_t offset, MutableBytes destination) = 0;

    // Returns bytes from `offset` on: as many as fit in `room`, which is no longer than one read, or fewer if a sector
    // behind the first one is bad. They are in `room`, or in the device's own buffer, which saves a copy and is valid
    // until the next read.
    virtual Result<Bytes> lend(std::uint64_t offset, MutableBytes room)
    {
        TRY(read(offset, room));
        return room;
    }

    // Bytes per sector, the unit of this disk's LBAs: a power of two from 512 to 4096. Valid after the first successful
    // read.
    virtual std::uint32_t bytes_per_sector() const { return 512; }

    // The number of sectors on the disk; 0 if unknown. Some BIOSes report too few.
    virtual std::uint64_t sector_count() { return 0; }

protected:
    ~BlockDevice() = default;
};
