// A file as the loader reads it, wherever its bytes come from: a FAT volume, or another file that is unpacked.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"

#include <cstdint>
#include <span>

// The bytes that are wanted from `offset` on, and where they go.
struct FilePart {
    std::uint64_t offset;
    MutableBytes destination;
};

class File {
public:
    // In bytes.
    virtual std::uint64_t size() const = 0;

    // Fills all parts, which may overlap in the file. Reading them in one call costs the fewest disk reads.
    virtual Result<void> read_parts(std::span<FilePart const> parts) = 0;

    // Verifies what the file says of itself, once all that is wanted has been read. Nothing read may be used before.
    virtual Result<void> finish() { return {}; }

    // Fills `destination` from `offset` on.
    Result<void> read(std::uint64_t offset, MutableBytes destination)
    {
        FilePart const part{offset, destination};
        return read_parts({&part, 1});
    }

protected:
    ~File() = default;
};
