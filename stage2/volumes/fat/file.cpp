// Files of a FAT volume: the whole chain is checked when a file is opened, so that no byte of a damaged file is used.
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

// A chain that loops never ends, so the walk needs no look-out for loops: it takes as many steps as the size asks for,
// and only a chain that goes on behind them is examined.
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

// Positions fit 32 bits: no file is longer than 4 GiB - 1, and none of them lies behind the file's end.
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

// From `position` on as much of the file as lies together on the disk.
Result<disk_sweep::Piece> File::piece_at(std::uint32_t position)
{
    auto const shift = geometry_->cluster_shift;
    auto const index = position >> shift;
    if (index < cursor_.clusters_before)
        cursor_ = {};
    while (index >= cursor_.clusters_before + cursor_.extent.cluster_count)
        TRY(advance());
    auto const in_extent = position - (cursor_.clusters_before << shift);
    // The extent of the longest file may have 4 GiB, which 32 bits count as 0. Less a position in it that is still what
    // is left of it, but for position 0: there it is a byte less, and so the file is 4 GiB - 1 long.
    auto const rest = (cursor_.extent.cluster_count << shift) - in_extent;
    return disk_sweep::Piece{geometry_->offset_of(cursor_.extent.first_cluster) + in_extent, nullptr,
                             rest != 0 ? rest : ~0u};
}

// The chain was whole when the file was opened. But a disk can answer otherwise when it is asked again.
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
