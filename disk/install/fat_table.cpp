// SPDX-License-Identifier: BSD-2-Clause
// Entries of 12, 16 and 32 bits in all FATs of a volume.
#include "disk/install/fat_table.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/volumes/fat/chain.hpp"
#include "stage2/volumes/fat/table_entry.hpp"

#include <algorithm>
#include <cstring>

namespace {

using fat::Extent, fat::Geometry, fat::Type;

using fat::entry_mask, fat::entry_size, fat::free_cluster, fat::offset_of_entry;

} // namespace

FatTable::Range FatTable::read(std::uint32_t table, Extent extent)
{
    auto const& at = volume_.geometry();
    auto const last = extent.first_cluster + extent.cluster_count - 1;
    auto const begin = offset_of_entry(at.type, extent.first_cluster);
    auto const size = offset_of_entry(at.type, last) + entry_size(at.type) - begin;
    auto const offset = at.table_offset + table * at.table_bytes + begin;
    return {offset, read_range(volume_.disk(), offset, size), extent.first_cluster};
}

std::size_t FatTable::place_in(Range const& range, std::uint32_t cluster) const
{
    auto const type = volume_.geometry().type;
    return offset_of_entry(type, cluster) - offset_of_entry(type, range.first_cluster);
}

std::uint32_t FatTable::get(Range const& range, std::uint32_t cluster) const
{
    return fat::entry_value(volume_.geometry().type, cluster, &range.bytes[place_in(range, cluster)]);
}

// FAT12: keeps the other entry's half of the shared byte. FAT32: keeps the upper four bits, which are reserved.
void FatTable::put(Range& range, std::uint32_t cluster, std::uint32_t value) const
{
    auto const type = volume_.geometry().type;
    auto const shift = type == Type::fat12 && cluster % 2 != 0 ? 4 : 0;
    auto* const bytes = &range.bytes[place_in(range, cluster)];
    auto const changed = [&](std::uint32_t old) { return (old & ~(entry_mask(type) << shift)) | value << shift; };
    if (type == Type::fat32) {
        Le32 const entry = changed(overlay<Le32>(bytes));
        std::memcpy(bytes, &entry, sizeof entry);
    } else {
        Le16 const entry = static_cast<std::uint16_t>(changed(overlay<Le16>(bytes)));
        std::memcpy(bytes, &entry, sizeof entry);
    }
}

std::uint32_t FatTable::entry(std::uint32_t cluster)
{
    constexpr std::uint32_t window_clusters = 32768;
    if (!window_ || cluster < window_->first_cluster || cluster - window_->first_cluster >= window_clusters) {
        auto const first = cluster - cluster % window_clusters;
        window_ = read(0, {first, std::min(window_clusters, volume_.geometry().last_cluster + 1 - first)});
    }
    return get(*window_, cluster);
}

// Entry 1 has a bit that is 1 if the volume was unmounted cleanly. Linux also uses a bit in the boot sector:
// BS_Reserved1.
bool FatTable::is_marked_dirty()
{
    constexpr std::uint32_t at_rest16 = 1u << 15, at_rest32 = 1u << 27;
    constexpr auto fat16_reserved1 = offsetof(fat::BootSector, BPB_FATSz32) + 1;
    auto const type = volume_.geometry().type;
    auto const bytes = std::as_bytes(std::span(&volume_.boot(), 1));
    auto const state =
        type == Type::fat32 ? volume_.boot().BS_Reserved1 : static_cast<std::uint8_t>(bytes[fat16_reserved1]);
    if ((state & 1) != 0)
        return true;
    return (type == Type::fat16 && (entry(1) & at_rest16) == 0) || (type == Type::fat32 && (entry(1) & at_rest32) == 0);
}

bool FatTable::is_free_everywhere(Extent extent)
{
    for (std::uint32_t table = 0; table < volume_.geometry().table_count; ++table) {
        auto const range = read(table, extent);
        for (std::uint32_t i = 0; i < extent.cluster_count; ++i)
            if (get(range, extent.first_cluster + i) != free_cluster)
                return false;
    }
    return true;
}

std::optional<Extent> FatTable::find_free(std::uint32_t count)
{
    auto const& at = volume_.geometry();
    auto const can_begin_at = [&](std::uint32_t cluster) { return at.type != Type::fat12 || cluster % 2 == 0; };
    std::uint32_t length = 0;
    for (auto cluster = Geometry::first_cluster; at.has_cluster(cluster); ++cluster) {
        if (entry(cluster) != free_cluster) {
            length = 0;
            continue;
        }
        if (length == 0 && !can_begin_at(cluster))
            continue;
        if (++length < count)
            continue;
        Extent const found{cluster + 1 - count, count};
        if (is_free_everywhere(found))
            return found;
        length = 0;
    }
    return std::nullopt;
}

std::vector<Extent> FatTable::chain_from(std::uint32_t first, std::uint32_t most)
{
    fat::Chain chain(volume_.geometry(), "the file");
    std::vector<Extent> extents;
    for (auto cluster = first; cluster != fat::Chain::end && most > 0;) {
        auto const run = or_refuse(chain.run_from(cluster, most));
        extents.push_back(run.extent);
        most -= run.extent.cluster_count;
        cluster = run.next;
        if (most == 0 && cluster != fat::Chain::end)
            throw Refusal("the chain of clusters from " + words::decimal(first) + " on is longer than its file",
                          "check the volume with fsck.fat");
    }
    return extents;
}

template <typename ValueOf>
void FatTable::change(Extent extent, ValueOf const& value_of, std::vector<plan::Piece>& pieces)
{
    for (std::uint32_t table = 0; table < volume_.geometry().table_count; ++table) {
        auto range = read(table, extent);
        for (std::uint32_t i = 0; i < extent.cluster_count; ++i)
            put(range, extent.first_cluster + i, value_of(extent.first_cluster + i));
        pieces.push_back({range.offset, std::move(range.bytes)});
    }
}

void FatTable::make_chain(Extent extent, std::vector<plan::Piece>& pieces)
{
    auto const last = extent.first_cluster + extent.cluster_count - 1;
    auto const end = entry_mask(volume_.geometry().type); // the largest of the values that end a chain
    change(extent, [&](std::uint32_t cluster) { return cluster == last ? end : cluster + 1; }, pieces);
}

// Joins adjacent extents first: on FAT12 their entries share bytes, and a byte may be in only one piece.
void FatTable::make_free(std::vector<Extent> extents, std::vector<plan::Piece>& pieces)
{
    std::ranges::sort(extents, {}, &Extent::first_cluster);
    std::vector<Extent> joined;
    for (auto const& extent : extents)
        if (!joined.empty() && joined.back().first_cluster + joined.back().cluster_count == extent.first_cluster)
            joined.back().cluster_count += extent.cluster_count;
        else
            joined.push_back(extent);
    for (auto const& extent : joined)
        change(extent, [](std::uint32_t) { return free_cluster; }, pieces);
}
