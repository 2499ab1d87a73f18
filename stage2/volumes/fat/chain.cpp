// SPDX-License-Identifier: BSD-2-Clause
// Follows a chain in the file allocation table, run by run, and detects loops.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure"; loops: R. P. Brent, "An improved
// Monte Carlo factorization algorithm" (1980), section 2.
#include "stage2/volumes/fat/chain.hpp"

#include "stage2/volumes/fat/table_entry.hpp"

#include <algorithm>

namespace fat {

using errors::Code;

// If a FAT is unreadable at an offset, the next copy is tried there, and stays in use until it fails too. So the copy
// costs no more reads than the first FAT, and each copy may have bad sectors of its own.
//
// Chains access the FAT randomly, so its windows are aligned: its first 127 sectors, the next 127, and so on.
Result<Bytes> Chain::view_table(std::uint32_t offset, std::uint32_t size)
{
    auto& cache = *geometry_.cache;
    auto const into_window = offset % static_cast<std::uint32_t>(cache.longest_read());
    for (std::uint32_t tries = 1;; ++tries) {
        auto const table = geometry_.table_failures % geometry_.table_count;
        auto const place = geometry_.table_offset + geometry_.table_bytes * table + offset;
        auto const seen = cache.view_among(place - into_window, place, size);
        if (seen || tries == geometry_.table_count)
            return seen;
        ++geometry_.table_failures;
    }
}

Result<std::uint32_t> Chain::entry_of(std::uint32_t cluster)
{
    auto const size = entry_size(geometry_.type);
    auto const offset = offset_of_entry(geometry_.type, cluster);
    auto at = offset - seen_from_; // wraps to a large number if the entry is before seen_
    if (at >= seen_.size() || seen_.size() - at < size) {
        seen_ = TRY(view_table(offset, size));
        seen_from_ = offset;
        at = 0;
    }
    return entry_value(geometry_.type, cluster, seen_.data() + at);
}

Result<std::uint32_t> Chain::after(std::uint32_t cluster)
{
    auto const next = TRY(entry_of(cluster));
    if (geometry_.has_cluster(next))
        return next;
    auto const mask = entry_mask(geometry_.type);
    if (next >= mask - end_of_chain_below_mask)
        return end;
    if (next == free_cluster)
        return fail(Code::chain_into_free, {cluster}, name_);
    if (next == mask - bad_cluster_below_mask)
        return fail(Code::chain_into_bad, {cluster}, name_);
    return fail(Code::chain_beyond_volume, {next, geometry_.last_cluster}, name_);
}

// The number of entries from `cluster`'s on, at most `limit`, that are in seen_ and name the next cluster. This loop is
// the main cost of a long contiguous file. It always loads four bytes, so the last FAT16 entry in seen_ is left to
// after(). So are all FAT12 entries, which are not byte-aligned and always few.
std::uint32_t Chain::seen_neighbours(std::uint32_t cluster, std::uint32_t limit) const
{
    auto const size = entry_size(geometry_.type);
    auto const at = offset_of_entry(geometry_.type, cluster) - seen_from_;
    if (geometry_.type == Type::fat12 || at >= seen_.size() || seen_.size() - at < sizeof(Le32))
        return 0;
    auto const loadable = static_cast<std::uint32_t>(seen_.size() - at - sizeof(Le32)) / size + 1;
    auto const most = std::min({limit, loadable, geometry_.last_cluster - cluster});
    auto const mask = entry_mask(geometry_.type);
    auto const* entry = seen_.data() + at;
    auto next = cluster + 1;
    for (auto const last = cluster + most; next <= last; ++next, entry += size)
        if (((*reinterpret_cast<Le32 const*>(entry) ^ next) & mask) != 0)
            break;
    return next - (cluster + 1);
}

Result<Chain::Run> Chain::run_from(std::uint32_t cluster, std::uint32_t limit)
{
    Run run{.extent = {cluster, 0}, .next = cluster};
    do {
        run.next = TRY(after(run.next));
        if (run.next != cluster + ++run.extent.cluster_count)
            break;
        auto const neighbours = seen_neighbours(run.next, limit - run.extent.cluster_count);
        run.extent.cluster_count += neighbours;
        run.next += neighbours;
    } while (run.extent.cluster_count < limit);
    return run;
}

// Brent: a tortoise waits while a hare runs. When the hare has run as many steps as the wait, the tortoise is moved to
// it and the wait is doubled. They meet once both are in the loop and the wait is at least its length. This needs
// constant memory, and at most 3n steps for a loop that closes after n steps of the chain.
//
// Both limits bound the time that is spent on the words of an error message. `most_reads`: each read fills a window of
// the cache, 63.5 KiB of the FAT, so 100 reads are enough for any FAT12 or FAT16 and for 1.6 million entries of FAT32
// in order; a chain that jumps about in a large FAT32 would otherwise cost a read at each step. `most_steps`: more than
// Brent needs for a loop within `clusters` + 2^18 steps. A longer chain that stays in the windows is followed no
// further.
Result<void> Chain::check_for_loop(std::uint32_t first, std::uint32_t clusters)
{
    constexpr std::uint32_t most_reads = 100;
    auto const last_read = geometry_.cache->fills() + most_reads;
    std::uint64_t const most_steps = 4 * std::uint64_t{clusters} + (1 << 20);
    std::uint32_t tortoise = first;
    std::uint32_t hare = first;
    std::uint32_t distance = 0;
    std::uint32_t wait = 1;
    for (std::uint64_t step = 0; step < most_steps && geometry_.cache->fills() < last_read; ++step) {
        hare = TRY(after(hare));
        ++distance;
        if (hare == end)
            return {};
        if (hare == tortoise)
            return fail(Code::chain_loops, {TRY(clusters_before_repeat(first, distance))}, name_);
        if (distance == wait) {
            tortoise = hare;
            wait *= 2;
            distance = 0;
        }
    }
    return {};
}

// Two walkers, one loop length apart, first meet at the beginning of the loop.
Result<std::uint32_t> Chain::clusters_before_repeat(std::uint32_t first, std::uint32_t loop_length)
{
    std::uint32_t ahead = first;
    for (std::uint32_t i = 0; i < loop_length; ++i)
        ahead = TRY(after(ahead));
    std::uint32_t behind = first;
    std::uint32_t clusters = loop_length;
    for (; ahead != behind && clusters < geometry_.cluster_count(); ++clusters) {
        ahead = TRY(after(ahead));
        behind = TRY(after(behind));
    }
    return clusters;
}

} // namespace fat
