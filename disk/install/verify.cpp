// SPDX-License-Identifier: BSD-2-Clause
// Follows stage 1's operands to stage 2, as stage 1 does, and computes the checksum that the sector requires.
#include "disk/install/verify.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/install/annex_on_disk.hpp"
#include "disk/install/loader_file.hpp"

#include <cstring>

namespace verify {

namespace {

using boot_code::Told;
using survey::Survey;
using target::Target;

constexpr auto install_again = "put it there: farjump-install DISK";

Told find(Bytes sector, Target const& target, stages::Stages const& stages)
{
    if (auto const told = stages.told_to(sector, target.is_boot_record))
        return *told;
    if (boot_code::sum_of(sector))
        throw Refusal(target.name + " has the stage 1 of another build of farjump",
                      "name that build's directory with --stages, or install this build");
    throw Refusal(target.name + " has no farjump", install_again);
}

void check_told(Told const& told, boot_code::Sum const& sum, Survey const& survey, Target const& target)
{
    auto const second = target.is_boot_record ? told.first - target.record.value : std::uint64_t{told.first};
    auto const end = std::uint64_t{told.first} + told.sectors;
    if (told.sector_bytes != survey.sector_bytes || told.sectors * survey.sector_bytes != sum.size ||
        told.second != second || end > survey.sectors)
        throw Refusal("stage 1 in " + target.name + " looks for stage 2 in " + words::count(told.sectors, "sector") +
                          " of " + words::decimal(told.sector_bytes) + " bytes from LBA " + words::decimal(told.first) +
                          " on (second place " + words::decimal(told.second) + "), where it cannot be on this disk",
                      install_again);
}

} // namespace

std::string check(Survey const& survey, Target const& target, stages::Stages const& stages, BlockDevice& disk)
{
    boot_code::Sector sector;
    or_refuse(disk.read(target.record.value * survey.sector_bytes, sector));
    auto const told = find(sector, target, stages);
    auto const sum = *boot_code::sum_of(sector);
    check_told(told, sum, survey, target);
    auto const file = loader_file::containing(survey, Lba{told.first}, sum.size, disk);
    std::vector<std::byte> stage2(sum.size);
    or_refuse(disk.read(std::uint64_t{told.first} * survey.sector_bytes, stage2));
    auto const place = words::count(told.sectors, "sector") + " from LBA " + words::decimal(told.first) + " on" +
                       (file ? ", in " + *file : "");
    if (!boot_code::accepts(sum, stage2))
        throw Refusal("stage 2 is damaged: its checksum is wrong (" + place + ") [FJ-0102]", install_again);
    if (std::memcmp(sector.data() + boot_code::identity, &target.identity, sizeof target.identity) != 0)
        throw Refusal(target.name + " carries another number than its volume", install_again);
    auto const annex_size = annex_on_disk::size_for(stage2);
    auto const behind = std::uint64_t{told.first} * survey.sector_bytes + stage2.size();
    auto const on_disk = survey.sectors * survey.sector_bytes;
    std::vector<std::byte> annex(behind + annex_size <= on_disk ? annex_size : 0);
    or_refuse(disk.read(behind, annex));
    auto const state = annex_on_disk::look(stage2, annex);
    if (state == annex_on_disk::State::damaged)
        throw Refusal("the annex behind stage 2 is damaged (" + place + ") [FJ-0113]", install_again);
    auto const annex_words = state == annex_on_disk::State::whole ? ", with its annex" : ", without its annex";
    auto const is_this_build = stages.stage1.found_in(sector).has_value();
    return "stage 1 in " + target.name + ", of " + (is_this_build ? "this build" : "another build") +
           "; stage 2 whole, " + place + annex_words;
}

} // namespace verify
