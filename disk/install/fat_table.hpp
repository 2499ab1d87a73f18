// SPDX-License-Identifier: BSD-2-Clause
// The file allocation tables of a volume, for a program that changes them: reads entries, finds free clusters, and
// makes the bytes that change entries on the disk.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure".
#pragma once

#include "disk/install/fat_on_disk.hpp"
#include "disk/install/plan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

class FatTable {
public:
    explicit FatTable(FatOnDisk const& volume) : volume_(volume) {}

    // True if the volume was not unmounted cleanly: the medium was removed, or the PC was switched off.
    bool is_marked_dirty();

    // The first `count` adjacent clusters that are free in every FAT; nullopt if there are none. On FAT12, where two
    // entries share a byte, the first cluster's number is even: with an even `count` no byte is shared with other
    // files.
    std::optional<fat::Extent> find_free(std::uint32_t count);

    // All clusters of the chain from `first` on, in order. Refuses a chain that is damaged or longer than `most`.
    std::vector<fat::Extent> chain_from(std::uint32_t first, std::uint32_t most);

    // Adds to `pieces` the bytes, for every FAT, that make `extent` a chain of its own.
    void make_chain(fat::Extent extent, std::vector<plan::Piece>& pieces);

    // Adds to `pieces` the bytes, for every FAT, that free all these clusters.
    void make_free(std::vector<fat::Extent> extents, std::vector<plan::Piece>& pieces);

private:
    // The bytes of entries, from `offset` in the FAT on.
    struct Range {
        std::uint64_t offset;
        std::vector<std::byte> bytes;
        std::uint32_t first_cluster; // the cluster whose entry begins in the first byte
    };

    Range read(std::uint32_t table, fat::Extent extent);
    std::size_t place_in(Range const& range, std::uint32_t cluster) const;
    std::uint32_t get(Range const& range, std::uint32_t cluster) const;
    void put(Range& range, std::uint32_t cluster, std::uint32_t value) const;
    std::uint32_t entry(std::uint32_t cluster);
    bool is_free_everywhere(fat::Extent extent);

    template <typename ValueOf>
    void change(fat::Extent extent, ValueOf const& value_of, std::vector<plan::Piece>& pieces);

    FatOnDisk const& volume_;
    std::optional<Range> window_; // of the first FAT
};
