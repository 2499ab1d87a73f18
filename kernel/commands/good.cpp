// SPDX-License-Identifier: BSD-2-Clause
// Says in words what became of the mark.
#include "kernel/commands/good.hpp"

#include "kernel/commands/commands.hpp"
#include "kernel/console/console.hpp"
#include "kernel/disk/mark_good.hpp"
#include "kernel/options.hpp"

#include <string_view>

namespace {

using farjump::BootInfo;
using mark_good::Result;

constexpr std::string_view words_for(Result result)
{
    switch (result) {
    case Result::marked: return "this boot is marked as good: the sector is written, flushed and read back";
    case Result::already: return "this boot is marked as good already";
    case Result::not_counted: return "this boot is not counted: there is nothing to mark";
    case Result::no_disk: return "no driver of this kernel (ATA, AHCI) finds the boot disk: nothing is written";
    case Result::sector_changed: return "the sector does not hold what the loader found there: nothing is written";
    case Result::several_disks: return "several disks have this sector, as in a RAID: nothing is written";
    case Result::cannot_read: return "the disk does not read the sector: nothing is written";
    case Result::cannot_write: return "the disk refuses the write: this boot is not marked";
    case Result::cannot_verify: return "the sector does not read back as written: this boot is not marked";
    }
    return "";
}

} // namespace

void mark_boot_good(BootInfo const& info)
{
    auto const outcome = mark_good::run(info);
    console::Line line;
    line << "kernel: ";
    if (!outcome.disk.empty()) {
        line << outcome.disk << ", LBA ";
        line.decimal(info.boot_state.lba) << ": ";
    }
    line << words_for(outcome.result);
    console::print(line);
}

void mark_boot_good_if_asked(BootInfo const& info)
{
    if (has_word(info.command_line.get(), "mark-good"))
        mark_boot_good(info);
}

void commands::good(BootInfo const& info, std::string_view)
{
    mark_boot_good(info);
}
