// SPDX-License-Identifier: BSD-2-Clause
// Follows chains in the file allocation table, which stores the successor of each cluster.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure".
#pragma once

#include "stage2/volumes/fat/geometry.hpp"

namespace fat {

// Follows one chain. Keeps a view into the cache, so other users must not read through the cache in between.
class Chain {
public:
    static constexpr std::uint32_t end = 0; // instead of a next cluster: the chain ends

    struct Run {
        Extent extent;
        std::uint32_t next; // the cluster after the extent, or `end`
    };

    // `name` is the name of the file or directory, for errors.
    Chain(Geometry const& geometry, std::string_view name) : geometry_(geometry), name_(name) {}

    // The successor of `cluster`. Precondition: Geometry::has_cluster(cluster).
    Result<std::uint32_t> after(std::uint32_t cluster);

    // The run of contiguous clusters from `cluster` on, at most `limit`.
    Result<Run> run_from(std::uint32_t cluster, std::uint32_t limit);

    // Fails with chain_loops if the chain from `first` on has a loop that closes within `clusters` + 2^18 steps. Gives
    // up without an error after 100 reads of the FAT. Callers call it only for a chain that is known to be too long, to
    // tell a loop from a chain that goes on.
    Result<void> check_for_loop(std::uint32_t first, std::uint32_t clusters);

private:
    Result<Bytes> view_table(std::uint32_t offset, std::uint32_t size);
    Result<std::uint32_t> entry_of(std::uint32_t cluster);
    std::uint32_t seen_neighbours(std::uint32_t cluster, std::uint32_t limit) const;
    Result<std::uint32_t> clusters_before_repeat(std::uint32_t first, std::uint32_t loop_length);

    Geometry const& geometry_;
    std::string_view name_;
    Bytes seen_{};                // entries as on the disk
    std::uint32_t seen_from_ = 0; // their offset in the FAT, in bytes
};

} // namespace fat
