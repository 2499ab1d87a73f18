// SPDX-License-Identifier: BSD-2-Clause
// Reads a directory cluster by cluster, and each entry directly from the disk.
#include "disk/install/directory_slot.hpp"

#include "disk/host/disk_file.hpp"
#include "disk/host/refusal.hpp"
#include "stage2/volumes/fat/chain.hpp"
#include "stage2/volumes/fat/directory.hpp"

#include <algorithm>
#include <vector>

namespace directory_slot {

namespace {

using fat::DirectoryEntry, fat::Geometry;

// Passes each entry, including free ones, to the visitor until it returns false.
template <typename Visitor>
void walk(FatOnDisk const& volume, std::uint32_t first_cluster, Visitor const& visit)
{
    auto const& at = volume.geometry();
    auto const visit_all = [&](std::uint64_t offset, std::size_t size) {
        auto const bytes = read_range(volume.disk(), offset, size);
        for (std::size_t place = 0; place + sizeof(DirectoryEntry) <= size; place += sizeof(DirectoryEntry))
            if (!visit(Slot{offset + place, *read_at<DirectoryEntry>(bytes, place)}))
                return false;
        return true;
    };
    if (first_cluster == Geometry::fixed_root) {
        visit_all(at.root_offset, at.root_bytes);
        return;
    }
    fat::Chain chain(at, "the directory");
    auto clusters_left = fat::Directory::most_bytes / at.cluster_size();
    for (auto cluster = first_cluster; cluster != fat::Chain::end && clusters_left > 0; --clusters_left) {
        if (!visit_all(at.offset_of(cluster), at.cluster_size()))
            return;
        cluster = or_refuse(chain.after(cluster));
    }
}

bool is_short_entry(DirectoryEntry const& entry)
{
    return (entry.DIR_Attr & fat::ATTR_LONG_NAME_MASK) != fat::ATTR_LONG_NAME &&
           (entry.DIR_Attr & fat::ATTR_VOLUME_ID) == 0;
}

} // namespace

std::optional<Slot> find(FatOnDisk const& volume, std::uint32_t first_cluster, ShortName const& name)
{
    std::optional<Slot> found;
    walk(volume, first_cluster, [&](Slot const& slot) {
        if (is_short_entry(slot.entry) && std::ranges::equal(slot.entry.DIR_Name, name))
            found = slot;
        return !found && slot.entry.DIR_Name[0] != fat::end_of_directory;
    });
    return found;
}

// The bytes behind the end of a directory should be zeros, but some systems left old entries there: a new entry in
// front of them would make them visible again.
std::optional<Slot> find_free(FatOnDisk const& volume, std::uint32_t first_cluster)
{
    std::optional<Slot> found;
    walk(volume, first_cluster, [&](Slot const& slot) {
        auto const first_byte = slot.entry.DIR_Name[0];
        if (found) {
            if (first_byte != fat::end_of_directory)
                found.reset();
            return false;
        }
        if (first_byte == fat::deleted_entry || first_byte == fat::end_of_directory)
            found = slot;
        return first_byte != fat::deleted_entry;
    });
    return found;
}

} // namespace directory_slot
