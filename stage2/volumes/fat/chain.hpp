// The file allocation table: which cluster follows which.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure".
#pragma once

#include "stage2/volumes/fat/geometry.hpp"

namespace fat {

// Follows one chain. It keeps a view of the FAT, so nobody else may use the cache meanwhile.
class Chain {
public:
    static constexpr std::uint32_t end = 0; // in place of a next cluster: there is none

    struct Run {
        Extent extent;
        std::uint32_t next; // the cluster behind the extent, or `end`
    };

    // `name` is the file's or directory's, for errors.
    Chain(Geometry const& geometry, std::string_view name) : geometry_(geometry), name_(name) {}

    // The cluster that follows `cluster`, which must be one of the volume's.
    Result<std::uint32_t> after(std::uint32_t cluster);

    // All neighbours that the chain goes through from `cluster` on, at most `limit` of them.
    Result<Run> run_from(std::uint32_t cluster, std::uint32_t limit);

    // Fails with chain_loops if the chain from `first` on comes back to where it was, and does so within `clusters`
    // steps or a quarter of a million more, and in what a hundred reads of the FAT bring.
    Result<void> check_for_loop(std::uint32_t first, std::uint32_t clusters);

private:
    Result<Bytes> view_table(std::uint32_t offset, std::uint32_t size);
    Result<std::uint32_t> entry_of(std::uint32_t cluster);
    std::uint32_t seen_neighbours(std::uint32_t cluster, std::uint32_t limit) const;
    Result<std::uint32_t> clusters_before_repeat(std::uint32_t first, std::uint32_t loop_length);

    Geometry const& geometry_;
    std::string_view name_;
    Bytes seen_{};                // entries as they lie on disk
    std::uint32_t seen_from_ = 0; // where in the FAT they begin, in bytes
};

} // namespace fat
