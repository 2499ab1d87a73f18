// SPDX-License-Identifier: BSD-2-Clause
// Finds the places of bytes on the disk by the FAT, and by a search of the directory.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure" and "FAT Long Directory Entries".
#include "stage2/volumes/fat/place.hpp"

#include "stage2/volumes/fat/chain.hpp"
#include "stage2/volumes/fat/directory.hpp"
#include "stage2/volumes/fat/name.hpp"
#include "stage2/volumes/fat/path.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <bit>

namespace fat {

using errors::Code;

namespace {

// The number of UTF-16 units of a UTF-8 text: a sequence of four bytes stands for two.
std::uint32_t units_of(std::string_view text)
{
    std::uint32_t units = 0;
    for (char const character : text) {
        auto const byte = static_cast<std::uint8_t>(character);
        units += (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1;
    }
    return units;
}

// The places of a directory's entries, one after the other.
class Entries {
public:
    Entries(Geometry const& geometry, std::uint32_t first_cluster, std::string_view name)
        : geometry_(geometry), name_(name), cluster_(first_cluster)
    {
        bool const fixed = first_cluster == Geometry::fixed_root;
        place_ = fixed ? geometry.root_offset : geometry.offset_of(first_cluster);
        left_ = fixed ? geometry.root_bytes : geometry.cluster_size();
    }

    // Whether there is another entry; then place() is its place.
    Result<bool> next()
    {
        bytes_ += static_cast<std::uint32_t>(sizeof(DirectoryEntry));
        if (bytes_ > Directory::most_bytes)
            return fail(Code::chain_too_long, {Directory::most_bytes}, name_);
        if (left_ < sizeof(DirectoryEntry)) {
            if (cluster_ == Geometry::fixed_root)
                return false;
            Chain chain(geometry_, name_);
            auto const next = TRY(chain.after(cluster_));
            if (next == Chain::end)
                return false;
            cluster_ = next;
            place_ = geometry_.offset_of(next);
            left_ = geometry_.cluster_size();
        }
        current_ = place_;
        place_ += sizeof(DirectoryEntry);
        left_ -= sizeof(DirectoryEntry);
        return true;
    }

    std::uint64_t place() const { return current_; }

private:
    Geometry const& geometry_;
    std::string_view name_;
    std::uint32_t cluster_;
    std::uint32_t bytes_ = 0;
    std::uint64_t place_;
    std::uint64_t current_ = 0;
    std::uint32_t left_; // from place_ to the end of the cluster, or of the fixed root
};

} // namespace

Result<std::uint64_t> place_of(Geometry const& geometry, std::uint32_t first_cluster, std::uint32_t offset,
                               std::string_view name)
{
    if (first_cluster == Geometry::fixed_root) {
        if (offset >= geometry.root_bytes)
            return fail(Code::chain_ends_early, {geometry.root_bytes, std::uint64_t{offset} + 1}, name);
        return geometry.root_offset + offset;
    }
    if (!geometry.has_cluster(first_cluster))
        return fail(Code::first_cluster_invalid, {std::uint64_t{offset} + 1, first_cluster, geometry.last_cluster},
                    name);
    Chain chain(geometry, name);
    auto cluster = first_cluster;
    for (std::uint32_t i = 0; i < offset >> geometry.cluster_shift; ++i) {
        cluster = TRY(chain.after(cluster));
        if (cluster == Chain::end)
            return fail(Code::chain_ends_early,
                        {std::uint64_t{i + 1} << geometry.cluster_shift, std::uint64_t{offset} + 1}, name);
    }
    return geometry.offset_of(cluster) + (offset & (geometry.cluster_size() - 1));
}

// LongName decides which parts belong to the name; it accepts only an unbroken sequence from the last part to the
// first, so the places of the parts seen last are those of that sequence.
Result<LongNamePlace> LongNamePlace::find(Geometry const& geometry, std::string_view directory_path,
                                          std::string_view name)
{
    auto const directory = TRY(fat::find(geometry, directory_path));
    if (!directory.is_directory)
        return fail(Code::not_a_directory, {}, directory_path);
    LongNamePlace found;
    found.size_ = units_of(name);
    LongName long_name;
    Entries entries(geometry, directory.start, directory_path);
    while (TRY(entries.next())) {
        auto const entry =
            *read_at<DirectoryEntry>(TRY(geometry.cache->view(entries.place(), sizeof(DirectoryEntry))), 0);
        if (entry.DIR_Name[0] == end_of_directory)
            break;
        bool const deleted = entry.DIR_Name[0] == deleted_entry || entry.DIR_Name[0] == ' ';
        if (!deleted && (entry.DIR_Attr & ATTR_LONG_NAME_MASK) == ATTR_LONG_NAME) {
            long_name.add(std::bit_cast<LongNameEntry>(entry));
            auto const part = (entry.DIR_Name[0] & ~LAST_LONG_ENTRY) - 1u; // LDIR_Ord
            if (part < most_parts)
                found.parts_[part] = entries.place();
            continue;
        }
        bool const is_file = !deleted && (entry.DIR_Attr & ATTR_VOLUME_ID) == 0;
        if (is_file && !name.empty() && same_name(long_name.name_of(entry), name))
            return found;
        long_name.clear();
    }
    return fail(Code::file_not_found, {}, name);
}

std::uint64_t LongNamePlace::of(std::uint32_t unit) const
{
    auto const in_part = unit % units_per_part;
    auto const offset = in_part < 5    ? offsetof(LongNameEntry, LDIR_Name1) + 2 * in_part
                        : in_part < 11 ? offsetof(LongNameEntry, LDIR_Name2) + 2 * (in_part - 5)
                                       : offsetof(LongNameEntry, LDIR_Name3) + 2 * (in_part - 11);
    return parts_[unit / units_per_part] + offset;
}

} // namespace fat
