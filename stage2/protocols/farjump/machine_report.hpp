// What the kernel is told about the machine and about this boot of it.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "longmode/requirements.hpp"
#include "stage2/bios/disk.hpp"
#include "stage2/machine/entropy.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/protocols/farjump/describe.hpp"

namespace machine_report {

// Asks the firmware and the clocks.
void write_machine(farjump::BootInfo& info, requirements::Processor const& processor, machine::Entropy const& entropy);

void write_disk(farjump::BootDisk& report, bios::Disk const& disk, PartitionList const& partitions,
                Partition const& partition);

// The log and the timeline as they are now: what happens afterwards, the kernel is not told. `place` is the area's.
void write_history(BootInfoArea& area, PhysAddr place);

} // namespace machine_report
