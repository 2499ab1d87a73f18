// A file of a FAT volume, opened: its chain is known to be whole.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure".
#pragma once

#include "stage2/storage/disk_sweep.hpp"
#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/geometry.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace fat {

// A file whose chain has been found whole and as long as its size says.
class File {
public:
    // Walks the whole chain of the file at `location` and keeps its extents in `extents`; those that do not fit are
    // looked up in the FAT again when they are read. The geometry must stay where it is, and `extents` be left alone,
    // while the file is used. `path` is for errors.
    static Result<File> open(Geometry const& geometry, FileLocation const& location, std::string_view path,
                             std::span<Extent> extents);

    std::uint32_t size() const { return size_; }

    // Fills `destination` from `offset` on.
    Result<void> read(std::uint64_t offset, MutableBytes destination);

    // Fills all parts, which may overlap in the file, in one pass over the disk (disk_sweep.hpp has what it costs):
    // each stretch of neighbouring clusters is a piece. `room`, for one at least, is where they are sorted; when there
    // are more of them than it holds, there is a pass for each roomful.
    Result<void> read_parts(std::span<FilePart const> parts, std::span<disk_sweep::Piece> room);

private:
    // Where a read has come to. Reads that go forward, as a loader's do, go on from here.
    struct Cursor {
        std::size_t extents; // so many have been gone through, with this one; 0: none yet
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
    std::span<Extent const> extents_; // the file's first extents: all of them, or as many as there was room for
    Cursor cursor_{};
};

} // namespace fat
