// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes partition tables: reading the table and the chain of logical partitions must end, and list what they contain.
#include "stage2/partitions/mbr.hpp"

#include "tests/fuzz/sparse_disk.hpp"

#include <cstdlib>
#include <memory>
#include <vector>

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

// A disk of any size, beyond whose end nothing can be read.
class BoundedDisk final : public BlockDevice {
public:
    explicit BoundedDisk(Bytes input) : disk_(input) {}

    Result<void> read(std::uint64_t offset, MutableBytes destination) override
    {
        ++reads;
        if (offset > disk_.size() || destination.size() > disk_.size() - offset)
            return fail(errors::Code::disk_read_failed, {0x80, offset / sector_size, 4});
        return disk_.read(offset, destination);
    }

    std::uint64_t reads = 0;

private:
    SparseDisk disk_;
};

// The record of a partition somewhere in a table, as bytes.
bool stands_in(std::byte const* table, Partition const& partition, std::uint64_t base)
{
    for (int i = 0; i < 4; ++i) {
        auto const* const record = table + 0x1BE + 16 * i;
        auto const first = base + overlay<Le32>(record + 8);
        if (record[4] == std::byte(partition.type) && first == partition.first.value &&
            overlay<Le32>(record + 12) == partition.sectors)
            return true;
    }
    return false;
}

void check_logical(DiskSectors const& disk, Partition const extended, PartitionList& list)
{
    auto const before = list.size();
    auto const result = mbr::list_logical(disk, extended, list);
    require(list.size() - before <= mbr::most_logical);
    auto const extended_end = extended.first.value + extended.sectors;
    for (auto const* partition = list.begin() + before; partition != list.end(); ++partition) {
        require(partition->table == Partition::Table::mbr_logical && partition->number >= 5);
        require(partition->first.value > extended.first.value);
        require(partition->first.value + partition->sectors <= extended_end);
    }
    if (!result)
        return;
    // The first table is at a known place: what it describes must be listed first.
    auto const sector = disk.enter(extended.first, 1);
    require(sector.has_value() && (*sector)[510] == std::byte{0x55} && (*sector)[511] == std::byte{0xAA});
    for (int i = 0; i < 4; ++i)
        if (auto const* const record = *sector + 0x1BE + 16 * i;
            record[4] != std::byte{} && record[4] != std::byte{5} && record[4] != std::byte{15} &&
            record[4] != std::byte{0x85} && overlay<Le32>(record + 8) != 0 && overlay<Le32>(record + 12) != 0) {
            require(list.size() > before && stands_in(*sector, list.begin()[before], extended.first.value));
            break;
        }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static std::vector<std::byte> memory(DiskCache::memory_needed);
    static auto const list = std::make_unique<PartitionList>();
    BoundedDisk disk(Bytes(reinterpret_cast<std::byte const*>(data), size));
    std::array<std::byte, sector_size> sector0;
    if (!disk.read(0, sector0) || !mbr::disk_signature(sector0) || !mbr::holds_table(sector0))
        return 0;

    list->clear();
    mbr::list_primary(sector0, *list);
    auto const primary = list->size();
    require(primary >= 1 && primary <= 4);
    for (auto const& partition : *list)
        require(partition.sectors != 0 && stands_in(sector0.data(), partition, 0));
    for (std::size_t i = 0; i < primary; ++i) {
        DiskCache cache(disk, memory, 0, 0);
        disk.reads = 0;
        if (mbr::is_extended(list->begin()[i])) {
            std::vector<Partition> const kept(list->begin(), list->begin() + primary);
            check_logical({cache, 9}, kept[i], *list);
            require(disk.reads <= mbr::most_logical + 1);
            list->clear(); // as if it were the only one
            for (auto const& partition : kept)
                list->add() = partition;
        }
    }
    return 0;
}
