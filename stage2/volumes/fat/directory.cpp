// SPDX-License-Identifier: BSD-2-Clause
// Directories of a FAT volume: a chain of clusters with entries, up to an end mark.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure", "FAT Long Directory Entries".
#include "stage2/volumes/fat/directory.hpp"

#include "stage2/volumes/fat/chain.hpp"

#include <bit>

namespace fat {

std::uint32_t first_cluster_of(Geometry const& geometry, DirectoryEntry const& entry)
{
    std::uint32_t const high = geometry.type == Type::fat32 ? std::uint16_t{entry.DIR_FstClusHI} : 0u;
    return high << 16 | entry.DIR_FstClusLO;
}

FileLocation location_of(Geometry const& geometry, DirectoryEntry const& entry)
{
    return {.start = first_cluster_of(geometry, entry),
            .size = entry.DIR_FileSize,
            .is_directory = (entry.DIR_Attr & ATTR_DIRECTORY) != 0};
}

// `first_cluster` is the start of a chain, or fixed_root.
Directory::Directory(Geometry const& geometry, std::uint32_t first_cluster, std::string_view name)
    : geometry_(geometry), name_(name), first_cluster_(first_cluster), cluster_(first_cluster)
{
    bool const fixed = first_cluster == Geometry::fixed_root;
    offset_ = fixed ? geometry.root_offset : geometry.offset_of(first_cluster);
    bytes_left_ = fixed ? geometry.root_bytes : geometry.cluster_size();
}

Result<bool> Directory::next()
{
    long_name_.clear();
    Bytes seen;
    while (TRY(read_entry(seen))) {
        if (entry_.DIR_Name[0] == end_of_directory)
            return false;
        if (entry_.DIR_Name[0] == deleted_entry || entry_.DIR_Name[0] == ' ') // no name begins with a space
            long_name_.clear();
        else if ((entry_.DIR_Attr & ATTR_LONG_NAME_MASK) == ATTR_LONG_NAME)
            long_name_.add(std::bit_cast<LongNameEntry>(entry_));
        else if (entry_.DIR_Attr & ATTR_VOLUME_ID)
            long_name_.clear();
        else
            return true;
    }
    return false;
}

// `seen` is the cache's view from the current entry on. It is renewed once per cluster and per call of next().
Result<bool> Directory::read_entry(Bytes& seen)
{
    if (bytes_left_ == 0) {
        if (!TRY(next_cluster()))
            return false;
        seen = {};
    }
    if (seen.empty())
        seen = TRY(geometry_.cache->view(offset_, sizeof(DirectoryEntry)));
    entry_ = *read_at<DirectoryEntry>(seen, 0);
    seen = seen.subspan(sizeof(DirectoryEntry));
    offset_ += sizeof(DirectoryEntry);
    bytes_left_ -= sizeof(DirectoryEntry);
    return true;
}

// A directory that fills its last cluster has no end mark and ends with its chain. Its size is not stored, so the
// largest possible directory limits the walk through a loop.
Result<bool> Directory::next_cluster()
{
    if (first_cluster_ == Geometry::fixed_root)
        return false;
    Chain chain(geometry_, name_);
    ++clusters_read_;
    auto const next = TRY(chain.after(cluster_));
    if (next == Chain::end)
        return false;
    if (std::uint64_t{clusters_read_} << geometry_.cluster_shift >= most_bytes) {
        TRY(chain.check_for_loop(first_cluster_, clusters_read_));
        return fail(errors::Code::chain_too_long, {most_bytes}, name_);
    }
    cluster_ = next;
    offset_ = geometry_.offset_of(next);
    bytes_left_ = geometry_.cluster_size();
    return true;
}

} // namespace fat
