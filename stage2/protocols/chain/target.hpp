// SPDX-License-Identifier: BSD-2-Clause
// The value of a boot entry's key `chain`: what to start, and words that change how.
//
//   chain partition 2      the first sector of partition 2 of the boot disk; numbers as in fdisk, logical ones from 5
//   chain drive 81h        the first sector of a BIOS drive; the number is hexadecimal: 81h, 0x81 and 81 are the same
//   chain /boot/other.bin  a file of the boot volume; the path begins with '/' and may contain blanks
//
// One or both of these words may follow: `force`, to start what has no signature AA55h, and `bpb`, to correct the BIOS
// parameter block in memory. A path that ends in a blank and such a word cannot be named.
#pragma once

#include "include/result.hpp"

#include <cstdint>
#include <string_view>

namespace chain {

struct Target {
    enum class Kind : std::uint8_t { partition, drive, file };

    Kind kind;
    std::uint16_t number; // of the partition, from 1, or of the drive
    bool force;
    bool bpb;
    std::string_view name; // the value without these words: a file's path
};

// The value is not empty. Error: chain_value_unknown.
Result<Target> parse(std::string_view value);

} // namespace chain
