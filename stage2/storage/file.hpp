// SPDX-License-Identifier: BSD-2-Clause
// An open file, whatever its source: a FAT volume, or another file that is unpacked.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"

#include <cstdint>
#include <span>

// A destination, and the offset in the file from which it is filled.
struct FilePart {
    std::uint64_t offset;
    MutableBytes destination;
};

class File {
public:
    // The size in bytes.
    virtual std::uint64_t size() const = 0;

    // Fills all parts, which may overlap in the file. One call for many parts costs the fewest disk reads.
    virtual Result<void> read_parts(std::span<FilePart const> parts) = 0;

    // Call after the last read: verifies the file's own checksum, if it has one. Data must not be used before.
    virtual Result<void> finish() { return {}; }

    // Fills `destination` with the bytes from `offset` on.
    Result<void> read(std::uint64_t offset, MutableBytes destination)
    {
        FilePart const part{offset, destination};
        return read_parts({&part, 1});
    }

protected:
    ~File() = default;
};
