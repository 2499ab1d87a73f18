// Finding the volume to boot from: MBR, logical partitions, GPT, the whole disk, in this order.
#include "stage2/boot_volume.hpp"

#include "stage2/boot_choice.hpp"
#include "stage2/console.hpp"
#include "stage2/error_text.hpp"
#include "stage2/formats/gpt.hpp"
#include "stage2/formats/mbr.hpp"
#include "stage2/formats/volume_kind.hpp"
#include "stage2/partition_report.hpp"

#include <array>
#include <bit>
#include <optional>

namespace boot_volume {

namespace {

using errors::Code;

class Search {
public:
    Search(BlockDevice& disk, Origin const& origin, DiskCache& cache, PartitionList& partitions)
        : disk_{disk}, origin_{origin}, partitions_{partitions},
          sectors_{cache, static_cast<std::uint32_t>(std::countr_zero(disk.bytes_per_sector()))} {}

    Result<Found> run(Bytes sector0)
    {
        auto const signature = TRY(mbr::disk_signature(sector0));
        chain_loaded_ = signature != origin_.identity;
        if (TRY(find_in_tables(sector0)) || TRY(find_on_whole_disk(sector0)))
            return Found{signature, partition_, *volume_};
        if (chain_loaded_)
            return fail(Code::disk_changed, {origin_.drive, signature, origin_.identity});
        return fail(partition_report::why_none(sectors_, partitions_, origin_.drive, volumes_));
    }

private:
    Result<bool> find_in_tables(Bytes sector0);
    Result<bool> find_on_whole_disk(Bytes sector0);
    Result<void> read_gpt(Lba disk_end);
    Result<bool> examine_from(std::size_t index);
    Result<bool> examine(Partition const& partition);

    BlockDevice& disk_;
    Origin const& origin_;
    PartitionList& partitions_;
    DiskSectors sectors_;
    bool chain_loaded_ = false;         // stage 1 was not in sector 0, but in the first sector of its own volume
    std::uint32_t volumes_ = 0;         // sound ones
    Partition partition_;
    std::optional<fat::Volume> volume_;
};

Result<bool> Search::find_in_tables(Bytes sector0)
{
    partitions_.clear();
    if (!mbr::holds_table(sector0))
        return false;
    if (auto const disk_end = mbr::gpt_disk_end(sector0)) {
        TRY(read_gpt(*disk_end));
        return examine_from(0);
    }
    mbr::list_primary(sector0, partitions_);
    if (TRY(examine_from(0)))
        return true;
    auto const primary = partitions_.size();
    for (std::size_t i = 0; i < primary; ++i)
        if (mbr::is_extended(partitions_.all()[i]))
            TRY(mbr::list_logical(sectors_, partitions_.all()[i], partitions_));
    return examine_from(primary);
}

// A disk without a partition table can be one volume, from sector 0 on; so can one whose table has nothing that fits.
Result<bool> Search::find_on_whole_disk(Bytes sector0)
{
    if (chain_loaded_ || !volume_kind::looks_like_fat(sector0))
        return false;
    auto sectors = disk_.sector_count();
    if (sectors == 0)
        sectors = volume_kind::fat_size(sector0) >> sectors_.shift;
    return examine({.first = {0}, .sectors = sectors, .type = 0, .type_name = nullptr, .number = 0,
                    .table = Partition::Table::none, .rank = 0});
}

// The primary table, else the backup: where the primary header says it is, if that is whole, else in the last sector.
Result<void> Search::read_gpt(Lba disk_end)
{
    Lba backup{0};
    auto const primary = gpt::read(sectors_, gpt::primary_header, partitions_, backup);
    if (primary)
        return {};
    static text::Sentence why;                          // an error may speak of it
    why = error_text::why(primary.error());
    if (backup.value == 0)
        backup = disk_.sector_count() != 0 ? Lba{disk_.sector_count() - 1} : disk_end;

    partitions_.clear();
    Lba primary_again;
    if (auto const read = gpt::read(sectors_, backup, partitions_, primary_again); !read) {
        why << "; " << error_text::why(read.error()).view();
        return fail(Code::gpt_and_backup_damaged, {}, why.view());
    }
    console::note(why.view());
    console::note(error_text::why({Code::gpt_backup_used, {backup.value}}).view());
    return {};
}

// Looks into the partitions from this one of the list on, those of the lowest rank first.
Result<bool> Search::examine_from(std::size_t index)
{
    auto const last_rank = chain_loaded_ ? Partition::unfit : Partition::unfit - 1;
    for (std::uint8_t rank = 0; rank <= last_rank; ++rank)
        for (auto const& partition : partitions_.all().subspan(index))
            if (partition.rank == rank && TRY(examine(partition)))
                return true;
    return false;
}

// Whether this is the one to boot from.
Result<bool> Search::examine(Partition const& partition)
{
    partition_ = partition;
    sectors_.cover(partition.first, partition.sectors);
    auto const sector = sectors_.cache.view(sectors_.cache.begin(), sector_size);
    if (chain_loaded_) {
        auto const identity = sector ? mbr::disk_signature(*sector) : std::unexpected(sector.error());
        if (!identity || *identity != origin_.identity)
            return false;
        volume_ = TRY(fat::Volume::open(sectors_.cache));
        return true;
    }
    if (!volume_kind::looks_like_fat(TRY(sector)))
        return false;
    volume_ = TRY(fat::Volume::open(sectors_.cache));
    ++volumes_;
    return boot_choice::is_possible(*volume_);
}

} // namespace

Result<Found> find(BlockDevice& disk, Origin const& origin, DiskCache& cache, PartitionList& partitions)
{
    cache.cover(0, sector_size);
    std::array<std::byte, sector_size> sector0;
    TRY(cache.read(0, sector0));
    return Search{disk, origin, cache, partitions}.run(sector0);
}

} // namespace boot_volume
