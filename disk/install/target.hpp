// SPDX-License-Identifier: BSD-2-Clause
// The places of the two stages on a disk: stage 1's sector, and the room for stage 2. docs/boot-flow.md.
#pragma once

#include "disk/host/survey.hpp"
#include "disk/install/boot_code.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace target {

struct Room {
    Lba first{};
    std::uint64_t sectors = 0;
    std::string name; // "the gap behind the MBR"
    std::string hint; // the remedy if it is too small
};

// Bytes that identify this disk, and that the installer does not change.
struct Witness {
    std::uint64_t offset;
    std::uint32_t size;
};

struct Target {
    std::string name;            // "the MBR"
    Lba record{};                // stage 1's sector
    bool is_boot_record = false; // with a volume's parameters in it
    std::optional<Lba> copy{};   // of the boot record, on FAT32
    std::uint32_t identity = 0;  // identifies the disk or the volume to stage 2
    std::uint16_t partition = 0; // that contains the room
    Room room{};
    std::vector<Witness> witnesses{};
};

// The MBR, or with `boot_record` the first sector of that partition. On a superfloppy: sector 0.
Target choose(survey::Survey const& survey, BlockDevice& disk, std::optional<std::uint32_t> boot_record);

} // namespace target
