// SPDX-License-Identifier: BSD-2-Clause
// Files of a FAT volume. Opening a file checks its whole chain, so that no byte of a damaged file is used.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure".
#include "stage2/volumes/fat/file.hpp"

#include "stage2/volumes/fat/chain.hpp"

#include <algorithm>

namespace fat {

using errors::Code;

Result<File> File::open(Geometry const& geometry, FileLocation const& location, std::string_view path,
                        std::span<Extent> extents)
{
    if (location.is_directory)
        return fail(Code::is_a_directory, {}, path);
    File file(geometry, path, location.start, location.size);
    TRY(file.check_chain(extents));
    return file;
}

std::uint32_t File::clusters_needed() const
{
    return size_ == 0 ? 0 : ((size_ - 1) >> geometry_->cluster_shift) + 1;
}

// The walk needs no loop detection: it takes as many steps as the size requires. Only a chain that continues after that
// is checked for a loop.
Result<void> File::check_chain(std::span<Extent> extents)
{
    if (size_ == 0 ? first_cluster_ != 0 : !geometry_->has_cluster(first_cluster_))
        return fail(Code::first_cluster_invalid, {size_, first_cluster_, geometry_->last_cluster}, path_);

    auto const most = std::min(clusters_needed(), geometry_->cluster_count());
    Chain chain(*geometry_, path_);
    std::uint32_t cluster = first_cluster_;
    std::uint32_t walked = 0;
    std::size_t stored = 0;
    while (walked < most && cluster != Chain::end) {
        auto const run = TRY(chain.run_from(cluster, most - walked));
        if (stored < extents.size())
            extents[stored++] = run.extent;
        walked += run.extent.cluster_count;
        cluster = run.next;
    }
    extents_ = extents.first(stored);
    if (cluster != Chain::end) {
        TRY(chain.check_for_loop(first_cluster_, most));
        return fail(Code::chain_too_long, {size_}, path_);
    }
    if (walked < clusters_needed())
        return ends_early(walked);
    return {};
}

std::unexpected<Failure> File::ends_early(std::uint32_t clusters) const
{
    return fail(Code::chain_ends_early, {std::uint64_t{clusters} * geometry_->cluster_size(), size_}, path_);
}

Result<void> File::read(std::uint64_t offset, MutableBytes destination)
{
    std::array<disk_sweep::Piece, 32> room;
    FilePart const part{offset, destination};
    return read_parts({&part, 1}, room);
}

// Positions fit in 32 bits: files have at most 4 GiB - 1 bytes, and positions beyond a file's end are refused.
Result<void> File::read_parts(std::span<FilePart const> parts, std::span<disk_sweep::Piece> room)
{
    auto* piece = room.data();
    for (auto const& part : parts) {
        if (part.offset > size_ || part.destination.size() > size_ - part.offset)
            return fail(Code::read_beyond_file, {size_, part.destination.size(), part.offset}, path_);
        auto const offset = static_cast<std::uint32_t>(part.offset);
        for (std::uint32_t done = 0; done < part.destination.size(); ++piece) {
            if (piece == room.data() + room.size()) {
                TRY(disk_sweep::sweep(*geometry_->cache, room));
                piece = room.data();
            }
            *piece = TRY(piece_at(offset + done));
            piece->destination = part.destination.data() + done;
            if (auto const wanted = part.destination.size() - done; piece->size > wanted)
                piece->size = static_cast<std::uint32_t>(wanted);
            done += piece->size;
        }
    }
    return disk_sweep::sweep(*geometry_->cache, {room.data(), piece});
}

// The part of the file from `position` on that is contiguous on the disk. The destination is not set.
Result<disk_sweep::Piece> File::piece_at(std::uint32_t position)
{
    auto const shift = geometry_->cluster_shift;
    auto const index = position >> shift;
    if (index < cursor_.clusters_before)
        cursor_ = {};
    while (index >= cursor_.clusters_before + cursor_.extent.cluster_count)
        TRY(advance());
    auto const in_extent = position - (cursor_.clusters_before << shift);
    // A 4 GiB extent wraps to 0. Subtracting the position still gives the remainder modulo 2^32, except at position 0:
    // there it is 0, and 4 GiB - 1 is used, which is the longest file.
    auto const rest = (cursor_.extent.cluster_count << shift) - in_extent;
    return disk_sweep::Piece{geometry_->offset_of(cursor_.extent.first_cluster) + in_extent, nullptr,
                             rest != 0 ? rest : ~0u};
}

// The chain was complete when the file was opened, but a disk may return other data when it is read again.
Result<void> File::advance()
{
    auto const& before = cursor_.extent;
    Cursor next{.extents = cursor_.extents + 1,
                .clusters_before = cursor_.clusters_before + before.cluster_count,
                .extent = {}};
    if (cursor_.extents < extents_.size()) {
        next.extent = extents_[cursor_.extents];
    } else {
        Chain chain(*geometry_, path_);
        auto cluster = first_cluster_;
        if (cursor_.extents != 0)
            cluster = TRY(chain.after(before.first_cluster + before.cluster_count - 1));
        if (cluster == Chain::end)
            return ends_early(next.clusters_before);
        next.extent = TRY(chain.run_from(cluster, clusters_needed() - next.clusters_before)).extent;
    }
    cursor_ = next;
    return {};
}

} // namespace fat
