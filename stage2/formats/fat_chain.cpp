// Following a chain through the file allocation table, run by run, and finding out whether it loops.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure"; loops: R. P. Brent, "An improved
// Monte Carlo factorization algorithm" (1980), section 2.
#include "stage2/formats/fat_chain.hpp"

#include "include/bytes.hpp"

#include <algorithm>

namespace fat {

namespace {

using errors::Code;

// An entry of FAT32's table. Only here is known how wide it is.
using Entry = Le32;
constexpr std::uint32_t entry_mask = 0x0FFFFFFF;            // the upper four bits are reserved: anything may be there
constexpr std::uint32_t free_cluster = 0;
constexpr std::uint32_t bad_cluster = 0x0FFFFFF7;
constexpr std::uint32_t first_end_of_chain = 0x0FFFFFF8;    // and all above: tools differ

} // namespace

std::uint64_t entries_in(std::uint64_t table_bytes)
{
    return table_bytes / sizeof(Entry);
}

Result<std::uint32_t> Chain::entry_of(std::uint32_t cluster)
{
    auto const index = cluster - first_seen_;               // huge when the cluster lies before what is seen
    auto entry = read_at<Entry>(seen_, std::uint64_t{index} * sizeof(Entry));
    if (!entry) {
        auto const offset = geometry_.table_offset + std::uint64_t{cluster} * sizeof(Entry);
        seen_ = TRY(geometry_.cache->view(offset, sizeof(Entry)));
        first_seen_ = cluster;
        entry = read_at<Entry>(seen_, 0);
    }
    return *entry & entry_mask;
}

Result<std::uint32_t> Chain::after(std::uint32_t cluster)
{
    auto const next = TRY(entry_of(cluster));
    if (geometry_.has_cluster(next))
        return next;
    if (next >= first_end_of_chain)
        return end;
    if (next == free_cluster)
        return fail(Code::chain_into_free, {cluster}, name_);
    if (next == bad_cluster)
        return fail(Code::chain_into_bad, {cluster}, name_);
    return fail(Code::chain_beyond_volume, {next, geometry_.last_cluster}, name_);
}

// How many entries from `cluster`'s on, at most `limit`, can be seen to name just the next cluster. This loop is all
// that a long file in one piece costs.
std::uint32_t Chain::seen_neighbours(std::uint32_t cluster, std::uint32_t limit) const
{
    std::uint64_t const index = cluster - first_seen_;
    auto const entries = seen_.size() / sizeof(Entry);
    if (index >= entries)
        return 0;
    auto const most = std::min<std::uint64_t>({limit, entries - index, geometry_.last_cluster - cluster});
    auto const* const first = reinterpret_cast<Entry const*>(seen_.data()) + index;
    std::uint32_t count = 0;
    while (count < most && (first[count] & entry_mask) == cluster + count + 1)
        ++count;
    return count;
}

Result<Chain::Run> Chain::run_from(std::uint32_t cluster, std::uint32_t limit)
{
    Run run{.extent = {cluster, 0}, .next = cluster};
    while (run.extent.cluster_count < limit && run.next == cluster + run.extent.cluster_count) {
        auto const neighbours = seen_neighbours(run.next, limit - run.extent.cluster_count);
        if (neighbours > 0) {
            run.extent.cluster_count += neighbours;
            run.next += neighbours;
        } else {
            run.next = TRY(after(run.next));
            ++run.extent.cluster_count;
        }
    }
    return run;
}

// Brent: a tortoise waits while a hare runs; each time the hare has run as far again, the tortoise is put beside it.
// Once both are in the loop and the wait is longer than it, they meet. Needs no memory, however long the chain.
Result<void> Chain::check_for_loop(std::uint32_t first, std::uint32_t clusters)
{
    std::uint64_t const most_steps = 4 * std::uint64_t{clusters} + 4096;
    std::uint32_t tortoise = first;
    std::uint32_t hare = first;
    std::uint32_t distance = 0;
    std::uint32_t wait = 1;
    for (std::uint64_t step = 0; step < most_steps; ++step) {
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

// With the length of the loop known, two walkers that far apart meet where it begins.
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
