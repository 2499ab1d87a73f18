// SPDX-License-Identifier: BSD-2-Clause
// farjump-install: puts stages 1 and 2 on a disk with a FAT volume, and changes nothing else. docs/farjump-install.8
#include "disk/install/install.hpp"

#include "disk/host/block_devices.hpp"
#include "disk/host/disk_file.hpp"
#include "disk/host/disk_users.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/survey.hpp"
#include "disk/host/words.hpp"
#include "disk/install/backup.hpp"
#include "disk/install/loader_view.hpp"
#include "disk/install/options.hpp"
#include "disk/install/plan.hpp"
#include "disk/install/stages.hpp"
#include "disk/install/target.hpp"
#include "disk/install/verify.hpp"
#include "include/boot_sector.hpp"

#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

namespace install_command {
namespace {

using Task = Options::Task;

std::uint32_t checked_sector_bytes(std::uint32_t bytes)
{
    if (is_sector_size(bytes))
        return bytes;
    throw Refusal("the disk has sectors of " + words::decimal(bytes) + " bytes; farjump knows 512, 1024, 2048 and 4096",
                  "use another disk");
}

// Checks for reasons not to write, before the disk is opened for writing.
void check_device(Options const& options, block_devices::Device const& device)
{
    if (!device.disk.empty())
        throw Refusal(device.name + " is a partition of " + device.disk,
                      "name the disk: farjump-install /dev/" + device.disk + ", with --boot-record if need be");
    if (device.size == 0)
        throw Refusal(block_devices::describe(device) + " has no medium", "is the card in the reader?");
    if (options.task == Task::verify)
        return;
    if (device.read_only)
        throw Refusal(block_devices::describe(device) + " is read-only", "look for a lock on the card or stick");
    disk_users::refuse_if_used(disk_users::of(options.system, device), block_devices::describe(device));
}

// Refuses a DISK that is one of the files to be read.
void check_inputs(Options const& options)
{
    if (options.task == Task::verify)
        return;
    auto const inputs = options.task == Task::uninstall ? std::vector<std::filesystem::path>{options.backup}
                                                        : stages::files_in(options.stages);
    for (auto const& input : inputs)
        if (files::same(input, options.disk))
            throw Refusal(options.disk.string() + " is the file that would be read, " + input.string(),
                          "name the disk or image to write to, last of all");
}

std::unique_ptr<DiskFile> open_disk(Options const& options)
{
    auto const access = options.task == Task::verify ? DiskFile::Access::read : DiskFile::Access::write;
    auto const name = options.system.name_of(options.disk);
    auto const device = name ? block_devices::find(options.system, *name) : std::nullopt;
    if (device)
        check_device(options, *device);
    else if (options.task != Task::verify)
        disk_users::refuse_if_used(disk_users::of_file(options.system, options.disk), options.disk.string());
    auto disk = std::make_unique<DiskFile>(options.disk, access);
    auto const of_image = [&] {
        return options.sector_bytes ? *options.sector_bytes : survey::guess_sector_bytes(*disk, disk->size());
    };
    disk->set_bytes_per_sector(checked_sector_bytes(device ? device->sector_bytes : of_image()));
    return disk;
}

void report_disk(survey::Survey const& survey, std::string const& disk)
{
    constexpr char const* kinds[] = {"a partition table (MBR)", "a GPT", "one FAT volume, without a partition table"};
    std::cout << disk << ": " << words::size(survey.sectors * survey.sector_bytes) << ", sectors of "
              << words::decimal(survey.sector_bytes) << " bytes, " << kinds[static_cast<std::size_t>(survey.kind)]
              << '\n';
}

void report_places(target::Target const& target, plan::Plan const& plan)
{
    std::cout << "stage 1 goes into " << target.name << ", stage 2 into " << plan.place << '\n';
    for (auto const& note : plan.notes)
        std::cout << "  note: " << note << '\n';
}

// Some BIOSes skip a disk whose table marks no partition as active. The installer does not change the table.
void tell_if_nothing_is_active(survey::Survey const& survey, target::Target const& target)
{
    bool active = survey.kind == survey::Kind::volume || target.is_boot_record;
    for (auto at = boot_sector::table; at < boot_sector::table_end; at += boot_sector::table_entry_size)
        active = active || survey.sector0[at] == std::byte{0x80};
    if (!active)
        std::cout << "  note: no partition is marked active, and some BIOSes pass over such a disk: "
                     "sfdisk --activate DISK 1 marks one\n";
}

bool has_same_table(survey::Survey const& before, BlockDevice& changed)
try {
    auto const after = survey::of(changed);
    auto const same = [](Partition const& one, Partition const& other) {
        return one.number == other.number && one.first == other.first && one.sectors == other.sectors;
    };
    return after.kind == before.kind && std::ranges::equal(after.partitions, before.partitions, same);
} catch (Refusal const&) {
    return false;
}

// Checks that, after the writes, the partition table is unchanged and the loader finds a volume.
void check_outcome(survey::Survey const& survey, target::Target const& target, plan::Plan const& plan, DiskFile& disk)
{
    plan::Preview preview(disk, plan);
    if (!has_same_table(survey, preview))
        throw Refusal("stage 2 would lie upon the partition table: the table is damaged", "look at it with fdisk -l");
    auto const view = loader_view::of(preview, target.identity);
    if (target.is_boot_record && view.has_kernel && view.partition != target.partition)
        throw Refusal("from that boot record the loader would boot " + view.words,
                      "use the MBR: leave out --boot-record");
    std::cout << (view.has_kernel ? "the loader will boot from " : "  note: as the disk is now the loader will say: ")
              << view.words << '\n';
}

int install(Options const& options, DiskFile& disk)
{
    auto const stages = stages::read(options.stages);
    auto const survey = survey::of(disk);
    auto const target = target::choose(survey, disk, options.boot_record);
    report_disk(survey, options.disk.string());
    auto const plan = plan::make({survey, target, stages, options.overwrite_others}, disk);
    report_places(target, plan);
    check_outcome(survey, target, plan, disk);
    tell_if_nothing_is_active(survey, target);
    if (plan.steps.empty()) {
        std::cout << "all of it is there already: nothing to write\n";
        return 0;
    }
    std::cout << (options.dry_run ? "would write:\n" : "writes:\n") << plan::describe(plan) << std::flush;
    if (options.dry_run) {
        std::cout << "dry run: nothing was written\n";
        return 0;
    }
    auto const kept = backup::keep(backup::make(plan, target, disk), options.disk, options.backup);
    std::cout << "what was there before is kept in " << kept.string() << "; to put it back:\n"
              << "  farjump-install --uninstall " << kept.string() << ' ' << options.disk.string() << std::endl;
    plan::carry_out(plan, disk);
    std::cout << "installed, and read back: " << verify::check(survey, target, stages, disk) << '\n';
    return 0;
}

int uninstall(Options const& options, DiskFile& disk)
{
    auto const backup = backup::from_file(files::read(options.backup), options.backup);
    disk.set_bytes_per_sector(checked_sector_bytes(backup.sector_bytes));
    auto const plan = backup::undo(backup, disk);
    if (plan.steps.empty()) {
        std::cout << "all is as it was before: nothing to write\n";
        return 0;
    }
    std::cout << options.disk.string() << ": " << words::size(disk.size()) << ", gets its old sectors back from "
              << options.backup << '\n'
              << (options.dry_run ? "would write:\n" : "writes:\n") << plan::describe(plan) << std::flush;
    if (!options.dry_run)
        plan::carry_out(plan, disk);
    std::cout << (options.dry_run ? "dry run: nothing was written\n" : "the old sectors are back, and read back\n");
    return 0;
}

int verify_disk(Options const& options, DiskFile& disk)
{
    auto const stages = stages::read(options.stages);
    auto const survey = survey::of(disk);
    auto const target = target::choose(survey, disk, options.boot_record);
    auto const words = verify::check(survey, target, stages, disk);
    auto const view = loader_view::of(disk, target.identity);
    std::cout << options.disk.string() << ": " << words << '\n'
              << (view.has_kernel ? "it boots from " : "but it will say: ") << view.words << '\n';
    return 0;
}

int run_task(Options const& options)
{
    check_inputs(options);
    auto const disk = open_disk(options);
    switch (options.task) {
    case Task::uninstall: return uninstall(options, *disk);
    case Task::verify: return verify_disk(options, *disk);
    default: return install(options, *disk);
    }
}

} // namespace

char const* const usage = Options::usage;

int run(Call const& call)
{
    auto const text = call.usage(usage, older_name);
    return program::run(call.name, text, [&] {
        Options const options(call.arguments());
        if (options.task != Task::help)
            return run_task(options);
        std::cout << text;
        return 0;
    });
}

} // namespace install_command
