// SPDX-License-Identifier: BSD-2-Clause
// Reads what is chain-loaded to memory above 1 MiB.
#pragma once

#include "include/layout.hpp"
#include "include/result.hpp"
#include "stage2/boot.hpp"
#include "stage2/protocols/chain/target.hpp"
#include "stage2/storage/file.hpp"

#include <cstdint>

namespace chain {

// The content is copied to 7C00h at last, from stage 2's own stack, of which it must leave the upper part.
inline constexpr std::uint32_t load_address = layout::stage1_base;
inline constexpr std::uint32_t stack_reserve = 0xFF0; // bytes
inline constexpr std::uint32_t largest_file = layout::stack_top - stack_reserve - load_address;
static_assert(largest_file == 29 << 10 && largest_file >= largest_sector_size);

struct Source {
    MutableBytes content;       // at least 512 bytes
    std::uint8_t drive;         // BIOS number
    Lba first;                  // on the whole disk: of the volume that holds the content; 0 for a drive
    Partition const* partition; // that volume's; nullptr if it is a whole disk
    char const* kind;           // of a partition's volume, as volume_kind::of() says; otherwise nullptr
    bool verified;              // a file of which the entry has a checksum
};

// Reads the target's content. `file` is nullptr unless the target is a file. Prepares nothing in low memory.
// Errors: chain_partition_missing, chain_partition_invalid, chain_drive_unreadable, chain_file_size, those of the disk
// and of a checksum.
Result<Source> read(Boot& boot, Target const& target, File* file);

// Reads the entry of a GPT's partition again, because the list of partitions holds only a part of it. Returns its size in
// `entry`, or 0 if the primary table has no such entry (any more), as when the backup was used.
std::uint32_t read_gpt_entry(Boot& boot, Partition const& partition, MutableBytes entry);

} // namespace chain
