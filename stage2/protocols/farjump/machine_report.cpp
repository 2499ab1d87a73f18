// SPDX-License-Identifier: BSD-2-Clause
// The parts of the boot information about the machine and this boot.
#include "stage2/protocols/farjump/machine_report.hpp"

#include "include/x86/tsc.hpp"
#include "stage2/bios/clock.hpp"
#include "stage2/machine/processor_report.hpp"
#include "stage2/machine/tsc_rate.hpp"
#include "stage2/protocols/shared/firmware_tables.hpp"

#include <algorithm>

namespace machine_report {

namespace {

farjump::RandomSeed seed_of(machine::Entropy const& entropy)
{
    farjump::RandomSeed seed{
        .bytes = {}, .rdseed = entropy.rdseed, .rdrand = entropy.rdrand, .jitter = entropy.jitter, .padding = 0};
    static_assert(sizeof seed.bytes == sizeof entropy.words);
    __builtin_memcpy(seed.bytes, entropy.words.data(), sizeof seed.bytes);
    return seed;
}

} // namespace

void write_machine(farjump::BootInfo& info, requirements::Processor const& processor, machine::Entropy const& entropy)
{
    info.firmware = firmware_tables::find();
    info.clock = bios::read_clock();
    info.processor = processor_report::write(processor);
    info.seed = seed_of(entropy);
    info.timeline.ticks_per_second = x86::has_tsc() ? tsc_rate::finish() : 0;
}

void write_disk(farjump::BootDisk& report, bios::Disk const& disk, PartitionList const& partitions,
                Partition const& partition)
{
    using farjump::PartitionTable;
    static_assert(static_cast<PartitionTable>(Partition::Table::none) == PartitionTable::none &&
                  static_cast<PartitionTable>(Partition::Table::mbr) == PartitionTable::mbr &&
                  static_cast<PartitionTable>(Partition::Table::mbr_logical) == PartitionTable::mbr_logical &&
                  static_cast<PartitionTable>(Partition::Table::gpt) == PartitionTable::gpt);
    std::ranges::copy(partitions.disk_guid, report.disk_guid);
    std::ranges::copy(partition.guid, report.partition_guid);
    report.table = static_cast<PartitionTable>(partition.table);
    report.partition_number = partition.number;
    report.bytes_per_sector = disk.bytes_per_sector();
    report.extended_reads = disk.reads_by_lba();
}

void write_history(BootInfoArea& area, PhysAddr place)
{
    auto const text = boot_log::text();
    __builtin_memcpy(area.log.data(), text.data(), text.size());
    area.log[text.size()] = '\0';
    area.info.log = {.text = pointer_to(area, place, area.log[0]),
                     .size = static_cast<std::uint32_t>(text.size()),
                     .cut = boot_log::is_cut()};
    auto const marks = timeline::marks();
    __builtin_memcpy(area.timeline.data(), marks.data(), marks.size_bytes());
    area.info.timeline.marks = pointer_to(area, place, area.timeline[0]);
    area.info.timeline.count = marks.size();
}

} // namespace machine_report
