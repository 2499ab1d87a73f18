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

protected:
    ~BlockDevice() = default;
};
