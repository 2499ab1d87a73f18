// SPDX-License-Identifier: BSD-2-Clause
// The parts of the boot information about the machine and this boot.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "longmode/requirements.hpp"
#include "stage2/bios/disk.hpp"
#include "stage2/machine/entropy.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/protocols/farjump/describe.hpp"

namespace machine_report {

// Fills in the firmware tables, the clock, the processor, the random seed and the timeline's rate.
void write_machine(farjump::BootInfo& info, requirements::Processor const& processor, machine::Entropy const& entropy);

void write_disk(farjump::BootDisk& report, bios::Disk const& disk, PartitionList const& partitions,
                Partition const& partition);

// Copies the current log and timeline into the area at `place`. The kernel does not see later entries.
void write_history(BootInfoArea& area, PhysAddr place);

} // namespace machine_report
