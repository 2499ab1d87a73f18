// SPDX-License-Identifier: BSD-2-Clause
// A disk that a driver of this kernel has found. The drivers move one sector at a time, poll, and limit every wait.
#pragma once

#include "kernel/disk/identity.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace disk {

// A sector in memory. The AHCI driver's device reads and writes it itself, so it does not cross a page.
struct alignas(4096) Sector {
    std::byte bytes[4096];
};

class Disk {
public:
    virtual std::string_view name() const = 0; // "AHCI, port 0"
    virtual Identity const& identity() const = 0;

    // The sector `lba` to or from the first identity().sector_bytes bytes. False: the device reports an error, or does not
    // answer in time. Precondition: lba < identity().sectors.
    virtual bool read(std::uint64_t lba, Sector& sector) = 0;
    virtual bool write(std::uint64_t lba, Sector const& sector) = 0;

    // Writes the disk's cache to the medium.
    virtual bool flush() = 0;

protected:
    ~Disk() = default;
};

// Called for each disk. Returns false to end the search.
class Visitor {
public:
    virtual bool visit(Disk& disk) = 0;

protected:
    ~Visitor() = default;
};

} // namespace disk
