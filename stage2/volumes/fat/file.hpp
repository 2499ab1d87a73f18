// SPDX-License-Identifier: BSD-2-Clause
// An open file of a FAT volume.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure".
#pragma once

#include "stage2/storage/disk_sweep.hpp"
#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/geometry.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace fat {

// A file whose chain is complete and as long as the file's size requires.
class File {
public:
    // Checks the whole chain of the file at `location` and stores its extents in `extents`. Extents that do not fit are
    // looked up in the FAT again when they are read. The geometry must not move and `extents` must not change while the
    // file is used. `path` is for errors.
    static Result<File> open(Geometry const& geometry, FileLocation const& location, std::string_view path,
                             std::span<Extent> extents);

    std::uint32_t size() const { return size_; }

    // Fills `destination` with the bytes from `offset` on.
    Result<void> read(std::uint64_t offset, MutableBytes destination);

    // Fills all parts, which may overlap in the file, in one pass over the disk (cost: see disk_sweep.hpp). Each run of
    // contiguous clusters is a piece. `room`, at least one element, is where the pieces are sorted. If it is full, the
    // read takes several passes.
    Result<void> read_parts(std::span<FilePart const> parts, std::span<disk_sweep::Piece> room);

private:
    // The current extent. Sequential reads, the usual case, continue from here.
    struct Cursor {
        std::size_t extents; // number of extents so far, including this one; 0: none yet
        std::uint32_t clusters_before;
        Extent extent;
    };

    File(Geometry const& geometry, std::string_view path, std::uint32_t first_cluster, std::uint32_t size)
        : geometry_(&geometry), path_(path), first_cluster_(first_cluster), size_(size)
    {}

    std::uint32_t clusters_needed() const;
    Result<void> check_chain(std::span<Extent> extents);
    std::unexpected<Failure> ends_early(std::uint32_t clusters) const;
    Result<void> advance();
    Result<disk_sweep::Piece> piece_at(std::uint32_t position);

    Geometry const* geometry_;
    std::string_view path_;
    std::uint32_t first_cluster_;
    std::uint32_t size_;
    std::span<Extent const> extents_; // the file's first extents, as many as fit
    Cursor cursor_{};
};

} // namespace fat
