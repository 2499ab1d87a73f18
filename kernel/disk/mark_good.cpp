// SPDX-License-Identifier: BSD-2-Clause
// Finds the boot disk by the facts that the loader gives: its signature, and the sector's contents.
#include "kernel/disk/mark_good.hpp"

#include "include/units.hpp"
#include "kernel/disk/ahci.hpp"
#include "kernel/disk/ata.hpp"
#include "kernel/disk/disk.hpp"

#include <algorithm>
#include <cstring>

namespace mark_good {
namespace {

using disk::Disk;
using disk::Sector;
using farjump::BootInfo;

constinit Sector sector{};
constinit char disk_name[40];
constinit std::size_t disk_name_size = 0;

std::string_view found_name()
{
    return {disk_name, disk_name_size};
}

std::uint32_t signature_in(Sector const& first)
{
    constexpr std::size_t place = 0x1B8; // as in boot_info.h, disk_signature
    std::uint32_t signature;
    std::memcpy(&signature, first.bytes + place, sizeof(signature));
    return signature;
}

bool holds(Sector const& found, void const* bytes, std::uint32_t size)
{
    return std::memcmp(found.bytes, bytes, size) == 0;
}

// A visit to all disks, which reads only.
class Search final : public disk::Visitor {
public:
    explicit Search(BootInfo const& info) : info_{info} {}

    bool visit(Disk& disk) override;

    Result result() const { return result_; }

private:
    bool is_boot_disk(Disk& disk) const;
    void note(Result result, Disk const& disk);

    BootInfo const& info_;
    Result result_ = Result::no_disk; // marked: one disk has the sector, and it is to be written
    bool found_ = false;
};

bool Search::is_boot_disk(Disk& disk) const
{
    auto const& state = info_.boot_state;
    auto const& identity = disk.identity();
    return identity.sector_bytes == state.sector_bytes && state.lba < identity.sectors && disk.read(0, sector) &&
           signature_in(sector) == info_.disk_signature;
}

void Search::note(Result result, Disk const& disk)
{
    result_ = result;
    auto const name = disk.name();
    disk_name_size = std::min(name.size(), sizeof disk_name);
    std::copy_n(name.begin(), disk_name_size, disk_name);
}

bool Search::visit(Disk& disk)
{
    auto const& state = info_.boot_state;
    if (!is_boot_disk(disk))
        return true;
    bool const can_read = disk.read(state.lba, sector);
    bool const expected = can_read && holds(sector, state.expected.get(), state.sector_bytes);
    bool const finished = can_read && holds(sector, state.finished.get(), state.sector_bytes);
    if (!expected && !finished) {
        if (!found_)
            note(can_read ? Result::sector_changed : Result::cannot_read, disk);
        return true;
    }
    if (found_) {
        note(Result::several_disks, disk);
        return false;
    }
    found_ = true;
    note(expected ? Result::marked : Result::already, disk);
    return true;
}

// A second visit, which writes to the disk that the search has found.
class Writing final : public disk::Visitor {
public:
    explicit Writing(BootInfo const& info) : info_{info} {}

    bool visit(Disk& disk) override
    {
        if (disk.name() != found_name())
            return true;
        result_ = write(disk);
        return false;
    }

    Result result() const { return result_; }

private:
    Result write(Disk& disk) const;

    BootInfo const& info_;
    Result result_ = Result::no_disk;
};

Result Writing::write(Disk& disk) const
{
    auto const& state = info_.boot_state;
    if (!disk.read(state.lba, sector))
        return Result::cannot_read;
    if (!holds(sector, state.expected.get(), state.sector_bytes))
        return Result::sector_changed;
    std::memcpy(sector.bytes, state.finished.get(), state.sector_bytes);
    if (!disk.write(state.lba, sector) || !disk.flush())
        return Result::cannot_write;
    std::memset(sector.bytes, 0, state.sector_bytes);           // so that the comparison is of what the disk sends
    if (!disk.read(0, sector) || !disk.read(state.lba, sector)) // another sector first, so that no buffer has it
        return Result::cannot_verify;
    return holds(sector, state.finished.get(), state.sector_bytes) ? Result::marked : Result::cannot_verify;
}

// A controller in AHCI mode has no legacy registers, so no disk is visited twice.
void visit_all(BootInfo const& info, disk::Visitor& visitor)
{
    if (ata::each_disk(info.timeline.ticks_per_second, visitor))
        ahci::each_disk(info, visitor);
}

} // namespace

Outcome run(BootInfo const& info)
{
    auto const& state = info.boot_state;
    disk_name_size = 0;
    if (state.sector_bytes == 0)
        return {Result::not_counted, {}};
    if (!is_sector_size(state.sector_bytes))
        return {Result::no_disk, {}};
    Search search{info};
    visit_all(info, search);
    if (search.result() != Result::marked)
        return {search.result(), found_name()};
    Writing writing{info};
    visit_all(info, writing);
    return {writing.result(), found_name()};
}

} // namespace mark_good
