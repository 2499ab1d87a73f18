// SPDX-License-Identifier: BSD-2-Clause
// Runs the loader's search for the boot volume on a disk of the host.
#include "disk/install/loader_view.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/entries/boot_choice.hpp"
#include "stage2/partitions/boot_volume.hpp"
#include "stage2/partitions/partition_report.hpp"

#include <memory>
#include <vector>

namespace loader_view {

namespace {

constexpr std::uint8_t first_hard_disk = 0x80;

// True if there is a volume, to which a kernel can be copied later.
bool lacks_only_a_kernel(errors::Code code)
{
    return code == errors::Code::nothing_to_boot || code == errors::Code::fat_of_other_type;
}

// If no volume is found, returns the error with its list, as the loader does if it has its annex.
Result<boot_volume::Found> find(boot_volume::Origin const& origin, DiskCache& cache, PartitionList& partitions,
                                volumes::Room& room)
{
    auto const found = TRY(boot_volume::find(origin, cache, partitions, room));
    if (found.partition != nullptr)
        return found;
    return partition_report::fail({found, cache, partitions, room, origin.drive});
}

std::string describe(Partition const& partition, Volume& volume, std::uint64_t bytes)
{
    auto const name = partition.number == 0 ? "the whole disk" : "partition " + words::decimal(partition.number);
    auto const logical = partition.table == Partition::Table::mbr_logical ? " (logical)" : "";
    return name + logical + ", " + std::string(volume.type_name()) + ", " + words::size(bytes);
}

} // namespace

View of(BlockDevice& disk, std::uint32_t identity)
{
    std::vector<std::byte> memory(DiskCache::memory_needed);
    DiskCache cache(disk, memory, 0, 0);
    auto const list = std::make_unique<PartitionList>();
    auto const room = std::make_unique<volumes::Room>();
    auto const found = find({first_hard_disk, identity, 0}, cache, *list, *room);
    if (!found && lacks_only_a_kernel(found.error()->code))
        return {Refusal(found.error()).what(), 0, false};
    if (!found)
        throw Refusal(found.error());
    auto const& partition = *found->partition;
    auto& volume = *found->volume;
    return {describe(partition, volume, cache.end() - cache.begin()), partition.number,
            or_refuse(boot_choice::is_possible(volume))};
}

} // namespace loader_view
