// Finding the volume to boot from: MBR, logical partitions, GPT, the whole disk, in this order.
#include "stage2/boot_volume.hpp"

#include "stage2/boot_choice.hpp"
#include "stage2/console.hpp"
#include "stage2/error_text.hpp"
#include "stage2/formats/fat.hpp"
#include "stage2/formats/gpt.hpp"
#include "stage2/formats/mbr.hpp"
#include "stage2/formats/volume_kind.hpp"
#include "stage2/partition_report.hpp"

#include <array>
#include <bit>

namespace boot_volume {

namespace {

using errors::Code;

void tell(Error const& error)
{
    console::note(error_text::why(error).view());
}

// Each search returns the partition to boot from, or nullptr.
class Search {
public:
    Search(BlockDevice& disk, Origin const& origin, DiskCache& cache, PartitionList& partitions, bool chain_loaded)
        : disk_{disk}, origin_{origin}, partitions_{partitions},
          sectors_{cache, static_cast<std::uint32_t>(std::countr_zero(disk.bytes_per_sector()))},
          chain_loaded_{chain_loaded} {}

    Result<Partition const*> in_tables(Bytes sector0);
    Result<Partition const*> on_whole_disk(Bytes sector0);

    DiskSectors const& sectors() const { return sectors_; }
    std::uint32_t volumes() const { return volumes_; }

private:
    Result<void> read_gpt(Lba disk_end);
    Result<Partition const*> among(std::size_t first);
    Result<bool> is_it(Partition const& partition);

    BlockDevice& disk_;
    Origin const& origin_;
    PartitionList& partitions_;
    DiskSectors sectors_;
    bool chain_loaded_;                 // stage 1 was not sector 0, but the first sector of its own volume
    std::uint32_t volumes_ = 0;         // sound ones
};

Result<Partition const*> Search::in_tables(Bytes sector0)
{
    if (!mbr::holds_table(sector0))
        return nullptr;
    if (auto const disk_end = mbr::gpt_disk_end(sector0)) {
        TRY(read_gpt(*disk_end));
        return among(0);
    }
    mbr::list_primary(sector0, partitions_);
    auto const primary = partitions_.size();
    if (auto const* const found = TRY(among(0)))
        return found;
    for (std::size_t i = 0; i < primary; ++i)
        if (auto const& partition = partitions_.begin()[i]; mbr::is_extended(partition))
            TRY(mbr::list_logical(sectors_, partition, partitions_));
    return among(primary);
}

// A disk without a partition table can be one volume, from sector 0 on; so can one whose table has nothing that fits.
Result<Partition const*> Search::on_whole_disk(Bytes sector0)
{
    if (!volume_kind::looks_like_fat(sector0.data()))
        return nullptr;
    auto sectors = disk_.sector_count();
    if (sectors == 0)
        sectors = volume_kind::fat_size(sector0.data()) >> sectors_.shift;
    partitions_.add() = {.first = {0}, .sectors = sectors, .type = 0, .type_name = nullptr, .number = 0,
                         .table = Partition::Table::none, .rank = 0};
    return among(partitions_.size() - 1);
}

// The primary table, else the backup: where the primary header says it is, if that is whole, else in the last sector.
Result<void> Search::read_gpt(Lba disk_end)
{
    Lba backup{0};
    auto read = gpt::read(sectors_, gpt::primary_header, partitions_, backup);
    if (read)
        return {};
    tell(read.error());
    if (backup.value == 0)
        backup = disk_.sector_count() != 0 ? Lba{disk_.sector_count() - 1} : disk_end;
    partitions_.clear();
    Lba primary;
    read = gpt::read(sectors_, backup, partitions_, primary);
    tell(read ? Error{Code::gpt_backup_used, {backup.value}} : read.error());
    if (!read)
        return fail(Code::gpt_and_backup_damaged, {backup.value});
    return {};
}

// Looks into the partitions of the list, those of the lowest rank first.
Result<Partition const*> Search::among(std::size_t first)
{
    for (std::uint32_t rank = 0; rank < Partition::unfit + (chain_loaded_ ? 1u : 0u); ++rank)
        for (auto const* partition = partitions_.begin() + first; partition != partitions_.end(); ++partition)
            if (partition->rank == rank && TRY(is_it(*partition)))
                return partition;
    return nullptr;
}

Result<bool> Search::is_it(Partition const& partition)
{
    auto const sector = sectors_.enter(partition.first, partition.sectors, sector_size);
    if (chain_loaded_)
        return sector && mbr::disk_signature({*sector, sector_size}).value_or(~origin_.identity) == origin_.identity;
    if (!volume_kind::looks_like_fat(TRY(sector)))
        return false;
    auto const volume = TRY(fat::Volume::open(sectors_.cache));
    ++volumes_;
    return boot_choice::is_possible(volume);
}

} // namespace

Result<Found> find(BlockDevice& disk, Origin const& origin, DiskCache& cache, PartitionList& partitions)
{
    std::array<std::byte, sector_size> sector0;
    cache.cover(0, sector_size);
    TRY(cache.read(0, sector0));
    auto const signature = TRY(mbr::disk_signature(sector0));
    bool const chain_loaded = signature != origin.identity;
    partitions.clear();
    Search search{disk, origin, cache, partitions, chain_loaded};
    auto const* partition = TRY(search.in_tables(sector0));
    if (partition == nullptr && chain_loaded)
        return fail(Code::disk_changed, {origin.drive, signature, origin.identity});
    if (partition == nullptr)
        partition = TRY(search.on_whole_disk(sector0));
    if (partition == nullptr)
        return partition_report::fail(search.sectors(), partitions, origin.drive, search.volumes());
    return Found{signature, partition};
}

} // namespace boot_volume
