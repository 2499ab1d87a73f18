// SPDX-License-Identifier: BSD-2-Clause
// Builds a machine with a BIOS drive and the loader's disk on it. Compares its reads with the drive's content.
#pragma once

#include "stage2/bios/disk.hpp"
#include "tests/fake_bios_disk.hpp"

#include <gtest/gtest.h>

using Reads = std::vector<FakeBiosDisk::Read>;
using Numbers = std::array<std::uint64_t, 3>;

// Functions of INT 13h.
inline constexpr std::uint8_t edd = 0x42;
inline constexpr std::uint8_t chs = 0x02;

struct DriveSetup {
    explicit DriveSetup(std::uint32_t sector = 512, std::uint8_t number = 0x80) : drive(machine, number), disk(number)
    {
        drive.bytes_per_sector = sector;
    }

    // Reads and compares with what the drive holds; one more byte at either end must stay as it is.
    void expect_right(std::uint64_t offset, std::size_t size)
    {
        std::vector<std::byte> bytes(size + 2, untouched);
        ASSERT_TRUE(disk.read(offset, MutableBytes(bytes).subspan(1, size))) << offset << '+' << size;
        auto expected = held(offset, size);
        expected.insert(expected.begin(), untouched);
        expected.push_back(untouched);
        auto const wrong = std::ranges::mismatch(bytes, expected).in1 - bytes.begin();
        EXPECT_EQ(bytes, expected) << "byte " << wrong - 1 << " of " << offset << '+' << size;
    }

    Error read_error(std::uint64_t offset, std::size_t size)
    {
        std::vector<std::byte> bytes(size);
        auto const result = disk.read(offset, bytes);
        if (result)
            throw std::runtime_error("a read went well that should not");
        return result.error();
    }

    Reads since_last_time() { return std::exchange(drive.reads, {}); }

    FakeMachine machine;
    FakeBiosDisk drive;
    bios::Disk disk;

private:
    static constexpr std::byte untouched{0x77};

    std::vector<std::byte> held(std::uint64_t offset, std::size_t size)
    {
        auto const sector = drive.bytes_per_sector;
        std::vector<std::byte> bytes;
        for (auto lba = offset / sector; lba * sector < offset + size; ++lba) {
            bytes.resize(bytes.size() + sector);
            drive.content(lba, MutableBytes(bytes).last(sector));
        }
        bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset % sector));
        bytes.resize(size);
        return bytes;
    }
};
