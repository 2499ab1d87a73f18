// SPDX-License-Identifier: BSD-2-Clause
// Finds the volume to boot from, in this order: MBR partitions, logical partitions, GPT, the whole disk, and partitions
// of other types.
// ECMA-119, "Volume Descriptor" (8.1).
#include "stage2/partitions/boot_volume.hpp"

#include "stage2/entries/boot_choice.hpp"
#include "stage2/partitions/gpt.hpp"
#include "stage2/partitions/gpt_structures.hpp"
#include "stage2/partitions/mbr.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"
#include "stage2/volumes/volume_kind.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace boot_volume {

namespace {

using errors::Code;

constexpr std::uint32_t cd_sector_shift = 11; // ECMA-119, "Logical Sector" (6.1.2)

void tell(Error const& error)
{
    console::note(error_text::why(error).view());
}

class Search {
public:
    Search(Origin const& origin, DiskCache& cache, PartitionList& partitions, volumes::Room& room)
        : origin_{origin}, partitions_{partitions}, room_{room}, sectors_{cache, 0}
    {}

    Result<Found> run();

private:
    Result<Partition const*> in_tables();
    Result<Partition const*> in_tables_of_hybrid();
    bool is_hybrid();
    Result<Partition const*> on_whole_disk();
    Result<Partition const*> of_other_types();
    Result<void> read_gpt(Lba disk_end);
    Result<void> read_backup_gpt(Lba where, Guid const& disk);
    Result<Partition const*> among(Partition const* first, std::uint32_t rank, std::uint32_t end);
    Result<Partition const*> among(Partition const* first);
    Result<bool> is_boot_volume(Partition const& partition);
    Result<bool> is_volume_of_stage1(Partition const& partition);
    Result<bool> is_boot_volume_of_other_type(Partition const& partition);
    Result<bool> mount();
    bool can_be_read(Lba place) { return sectors_.enter(place, 1).has_value(); }

    Origin const& origin_;
    PartitionList& partitions_;
    volumes::Room& room_;
    DiskSectors sectors_;
    bool chain_loaded_ = false; // stage 1 was the first sector of its own volume, not sector 0
    std::uint32_t volumes_ = 0; // number of valid volumes
    Volume* volume_ = nullptr;  // the last one mounted
    std::array<std::byte, sector_size> sector0_;
};

Result<Found> Search::run()
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
        partition = TRY(of_other_types());
    return Found{partition, partition != nullptr ? volume_ : nullptr, mbr::holds_table(sector0_), sectors_.shift,
                 volumes_};
}

// Like the searches below, returns the partition to boot from, or nullptr.
Result<Partition const*> Search::in_tables()
{
    if (!mbr::holds_table(sector0_))
        return nullptr;
    if (sectors_.shift == cd_sector_shift && is_hybrid())
        return in_tables_of_hybrid();
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

// Whether the drive holds an ISO 9660 image that is a disk image, too. Its tables count sectors of 512 bytes, which the
// drive's sector size does not tell. A GPT has its header in sector 1, of whatever size.
bool Search::is_hybrid()
{
    constexpr Lba volume_descriptor{16};
    auto const descriptor = sectors_.enter(volume_descriptor, 1);
    if (!descriptor || __builtin_memcmp(*descriptor + 1, "CD001", 5) != 0)
        return false;
    if (mbr::gpt_disk_end(sector0_) == 0)
        return true;
    sectors_.cache.cover(0, 2 * sector_size);
    auto const& signature = gpt::header_signature;
    auto const header = sectors_.view(sector_size, signature.size());
    return header && __builtin_memcmp(*header, signature.data(), signature.size()) == 0;
}

// Reads the tables in sectors of 512 bytes, and then counts in the drive's sectors. The drive cannot address a partition
// that begins within one of its sectors.
Result<Partition const*> Search::in_tables_of_hybrid()
{
    constexpr std::uint32_t table_shift = std::countr_zero(sector_size), more = cd_sector_shift - table_shift;
    sectors_.shift = table_shift;
    auto const* found = TRY(in_tables());
    if (found != nullptr && found->first.value % (1 << more) != 0) {
        console::note("the partition does not begin at a sector of the CD");
        found = nullptr;
    }
    sectors_.shift = cd_sector_shift;
    for (auto& partition : partitions_) {
        partition.first.value >>= more;
        partition.sectors >>= more;
    }
    return found;
}

// A disk without a partition table may be one volume from sector 0 on. So may a disk whose table has no matching
// partition.
Result<Partition const*> Search::on_whole_disk()
{
    if (!volume_kind::looks_like_fat(sector0_.data()))
        return nullptr;
    auto sectors = std::max<std::uint64_t>(volume_kind::fat_size(sector0_.data()) >> sectors_.shift, 1);
    auto const count = sectors_.cache.sector_count();
    if (count >= sectors || (count != 0 && !can_be_read({sectors - 1})))
        sectors = count;
    auto& disk = partitions_.add();
    disk = {.first = {0},
            .sectors = sectors,
            .type = 0,
            .type_name = nullptr,
            .number = 0,
            .table = Partition::Table::none,
            .rank = 0};
    return among(&disk);
}

Result<Partition const*> Search::of_other_types()
{
    auto const* const found = TRY(among(partitions_.begin(), Partition::unfit_marked, Partition::no_volume));
    if (found != nullptr)
        console::note("the last resort: a FAT volume in a partition of another type");
    return found;
}

// Reads the primary table, else the backup. The backup may be at the LBA in the primary header; at the disk's end
// according to the protective entry, which is lower if the image of a smaller disk was copied to this one; or in the
// last sector.
Result<void> Search::read_gpt(Lba disk_end)
{
    Lba alternate{0};
    if (auto const read = gpt::read(sectors_, gpt::primary_header, partitions_, alternate); !read)
        tell(read.error());
    else
        return {};
    auto const disk = partitions_.disk_guid;
    auto const count = sectors_.cache.sector_count();
    Lba const last = count != 0 ? Lba{count - 1} : disk_end;
    Lba tried{0};
    for (auto const place : {alternate, std::min(disk_end, last), std::max(disk_end, last)}) {
        if (place == tried)
            continue;
        tried = place;
        if (auto const read = read_backup_gpt(place, disk); read) {
            console::note("the backup GPT is used");
            return {};
        } else {
            tell(read.error());
        }
    }
    return fail(Code::gpt_and_backup_damaged, {last.value});
}

// `disk`: the GUID that the backup must have; zeros if the primary header is unusable.
Result<void> Search::read_backup_gpt(Lba where, Guid const& disk)
{
    partitions_.clear();
    Lba primary;
    TRY(gpt::read(sectors_, where, partitions_, primary));
    if (disk != Guid{} && disk != partitions_.disk_guid)
        return fail(Code::gpt_field_invalid, {where.value}, "DiskGUID");
    return {};
}

// Tests the partitions from `first` to the end of the list with ranks in [rank, end), the lowest rank first.
Result<Partition const*> Search::among(Partition const* first, std::uint32_t rank, std::uint32_t end)
{
    for (; rank < end; ++rank)
        for (auto const* partition = first; partition != partitions_.end(); ++partition)
            if (partition->rank == rank && TRY(is_boot_volume(*partition)))
                return partition;
    return nullptr;
}

// If stage 1 is a boot record, its partition may have any type.
Result<Partition const*> Search::among(Partition const* first)
{
    return among(first, 0, chain_loaded_ ? Partition::no_volume : Partition::unfit_marked);
}

Result<bool> Search::is_boot_volume(Partition const& partition)
{
    if (chain_loaded_)
        return is_volume_of_stage1(partition);
    if (partition.rank >= Partition::unfit_marked)
        return is_boot_volume_of_other_type(partition);
    if (partition.sectors == 0)
        return fail(Code::gpt_partition_invalid, {partition.number, partition.first.value});
    if (partition.number != 0)
        static_cast<void>(sectors_.enter(partition.first, origin_.first_read));
    static_cast<void>(sectors_.enter(partition.first, partition.sectors)); // if it fails, so does mount()
    return TRY(mount()) && TRY(boot_choice::is_possible(*volume_));
}

// Stage 1 is this partition's boot record. What the volume holds does not matter: no other one is meant.
Result<bool> Search::is_volume_of_stage1(Partition const& partition)
{
    auto const sector = sectors_.enter(partition.first, partition.sectors);
    return sector && mbr::is_boot_record(*sector, origin_.identity) && TRY(mount());
}

// Mounts the volume of the partition that was entered last; false if no file system is recognised.
Result<bool> Search::mount()
{
    volume_ = TRY(volumes::mount(sectors_, room_));
    if (volume_ == nullptr)
        return false;
    ++volumes_;
    return true;
}

// The partition's type contradicts FAT, so only a volume without any fault is accepted.
Result<bool> Search::is_boot_volume_of_other_type(Partition const& partition)
{
    if (!sectors_.enter(partition.first, partition.sectors) || volume_kind::of(sectors_) != volume_kind::fat_name)
        return false;
    auto const volume = volumes::mount(sectors_, room_);
    volume_ = volume ? *volume : nullptr;
    return volume_ != nullptr ? boot_choice::is_possible(*volume_) : false;
}

} // namespace

Result<Found> find(Origin const& origin, DiskCache& cache, PartitionList& partitions, volumes::Room& room)
{
    return Search{origin, cache, partitions, room}.run();
}

} // namespace boot_volume
