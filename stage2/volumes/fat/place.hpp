// SPDX-License-Identifier: BSD-2-Clause
// Where bytes of a FAT volume are on the disk, for the few that the loader overwrites: those of a file, and single
// characters of a long name. Offsets on the disk are in bytes from its start.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure" and "FAT Long Directory Entries".
#pragma once

#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/geometry.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace fat {

// The place on the disk of the byte at `offset` in a file or directory whose chain starts at `first_cluster`, which may
// be fixed_root. Errors: those of the chain; chain_ends_early if it has no such byte. `name` is for errors.
Result<std::uint64_t> place_of(Geometry const& geometry, std::uint32_t first_cluster, std::uint32_t offset,
                               std::string_view name);

// The places of the characters of one long name.
class LongNamePlace {
public:
    // Searches the directory for the file or directory with this long name, without regard to the case of ASCII letters.
    // Errors: file_not_found, also if there is only a short name; those of the directory's chain.
    static Result<LongNamePlace> find(Geometry const& geometry, std::string_view directory_path, std::string_view name);

    // The number of UTF-16 units of the name. All characters of ASCII are one unit.
    std::uint32_t size() const { return size_; }

    // The place of the unit with this index, less than size(): of its lower byte, which the upper byte follows.
    std::uint64_t of(std::uint32_t unit) const;

private:
    static constexpr std::uint32_t units_per_part = 13;
    static constexpr std::uint32_t most_parts = 20;

    std::array<std::uint64_t, most_parts> parts_{}; // the places of their entries, the name's first part first
    std::uint32_t size_ = 0;
};

} // namespace fat
