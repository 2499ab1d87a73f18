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

class Search {
public:
    Search(Origin const& origin, DiskCache& cache, PartitionList& partitions)
        : origin_{origin}, partitions_{partitions}, sectors_{cache, 0} {}

    Result<Partition const*> run();

private:
    Result<Partition const*> in_tables();
    Result<Partition const*> on_whole_disk();
    Result<void> read_gpt(Lba disk_end);
    Result<Partition const*> among(Partition const* first);
    Result<bool> is_it(Partition const& partition);

    Origin const& origin_;
    PartitionList& partitions_;
    DiskSectors sectors_;
    bool chain_loaded_ = false;         // stage 1 was not sector 0, but the first sector of its own volume
    std::uint32_t volumes_ = 0;         // sound ones
    std::array<std::byte, sector_size> sector0_;
};

Result<Partition const*> Search::run()
{
    partitions_.clear();
    sectors_.cache.cover(0, sector_size);
    TRY(sectors_.cache.read(0, sector0_));
    sectors_.shift = static_cast<std::uint32_t>(std::countr_zero(sectors_.cache.bytes_per_sector()));
    auto const signature = partitions_.disk_signature = TRY(mbr::disk_signature(sector0_));
    chain_loaded_ = signature != origin_.identity;

    auto const* partition = TRY(in_tables());
    if (partition == nullptr && chain_loaded_)
        return fail(Code::disk_changed, {origin_.drive, signature, origin_.identity});
    if (partition == nullptr)
        partition = TRY(on_whole_disk());
    if (partition == nullptr)
        return partition_report::fail(sectors_, partitions_, origin_.drive, mbr::holds_table(sector0_), volumes_);
    return partition;
}

// Like the searches below: the partition to boot from, or nullptr.
Result<Partition const*> Search::in_tables()
{
    if (!mbr::holds_table(sector0_))
        return nullptr;
    if (auto const disk_end = mbr::gpt_disk_end(sector0_)) {
        TRY(read_gpt({disk_end}));
        return among(partitions_.begin());
    }
    mbr::list_primary(sector0_, partitions_);
    auto const* const primary_end = partitions_.end();
    if (auto const* const found = TRY(among(partitions_.begin())))
        return found;
    for (auto const* partition = partitions_.begin(); partition != primary_end; ++partition)
        if (mbr::is_extended(*partition))
            TRY(mbr::list_logical(sectors_, *partition, partitions_));
    return among(primary_end);
}

// A disk without a partition table can be one volume, from sector 0 on; so can one whose table has nothing that fits.
Result<Partition const*> Search::on_whole_disk()
{
    if (!volume_kind::looks_like_fat(sector0_.data()))
        return nullptr;
    auto sectors = sectors_.cache.sector_count();
    if (sectors == 0)
        sectors = volume_kind::fat_size(sector0_.data()) >> sectors_.shift;
    auto& disk = partitions_.add();
    disk = {.first = {0}, .sectors = sectors, .type = 0, .type_name = nullptr, .number = 0,
            .table = Partition::Table::none, .rank = 0};
    return among(&disk);
}

// The primary table, else the backup: where the primary header says it is, if that is whole, and in the last sector.
Result<void> Search::read_gpt(Lba disk_end)
{
    Lba other{0};
    if (auto const read = gpt::read(sectors_, gpt::primary_header, partitions_, other); !read)
        tell(read.error());
    else
        return {};
    auto const count = sectors_.cache.sector_count();
    Lba const last = count != 0 ? Lba{count - 1} : disk_end;
    for (auto const place : {other == last ? Lba{0} : other, last}) {
        if (place.value == 0)
            continue;
        partitions_.clear();
        if (auto const read = gpt::read(sectors_, place, partitions_, other); read) {
            console::note("the backup GPT is used");
            return {};
        } else {
            tell(read.error());
        }
    }
    return fail(Code::gpt_and_backup_damaged, {last.value});
}

// Looks into the partitions from `first` to the end of the list, those of the lowest rank first.
Result<Partition const*> Search::among(Partition const* first)
{
    for (std::uint32_t rank = 0; rank < Partition::unfit + (chain_loaded_ ? 1u : 0u); ++rank)
        for (auto const* partition = first; partition != partitions_.end(); ++partition)
            if (partition->rank == rank && TRY(is_it(*partition)))
                return partition;
    return nullptr;
}

Result<bool> Search::is_it(Partition const& partition)
{
    auto const sector = sectors_.enter(partition.first, partition.sectors);
    if (chain_loaded_)
        return sector && mbr::is_boot_record(*sector, origin_.identity);
    if (partition.sectors == 0)
        return fail(Code::gpt_partition_invalid, {partition.number, partition.first.value});
    // When the first sector cannot be read or is no boot sector at all, FAT32 may have a copy. Without one, what cannot
    // be read is an error; the rest is no FAT volume.
    bool const is_fat = !sector || volume_kind::looks_like_fat(*sector);
    if (!is_fat && mbr::disk_signature({*sector, sector_size}))
        return false;
    auto const volume = fat::Volume::open(sectors_.cache);
    if (!is_fat && (!volume || volume_kind::is_known(volume_kind::of(sectors_))))
        return false;                                   // the copy is a leftover from before it was made anew
    ++volumes_;
    if (!volume)
        return std::unexpected(volume.error());
    return boot_choice::is_possible(*volume);
}

} // namespace

Result<Partition const*> find(Origin const& origin, DiskCache& cache, PartitionList& partitions)
{
    return Search{origin, cache, partitions}.run();
}

} // namespace boot_volume
