// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the disk that the kernel came from: boot_info.hpp, BootDisk.

#include "kernel/check/check.hpp"

#include "include/units.hpp"

#include <algorithm>

namespace check {
namespace {

using farjump::PartitionTable;

template <std::size_t size>
bool is_zero(std::uint8_t const (&bytes)[size])
{
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

// True if a partition of such a table can have this number.
bool is_number_in(PartitionTable table, std::uint32_t number)
{
    switch (table) {
    case PartitionTable::none: return number == 0;
    case PartitionTable::mbr: return number >= 1 && number <= 4;
    case PartitionTable::mbr_logical: return number >= 5;
    case PartitionTable::gpt: return number >= 1;
    }
    return false;
}

} // namespace

void boot_disk(Report& report, Evidence const& evidence)
{
    auto const& disk = evidence.info.disk;
    bool const gpt = disk.table == PartitionTable::gpt;
    report.promise("the partition table is of a known kind, and the partition's number is one of its",
                   is_number_in(disk.table, disk.partition_number));
    report.promise("only a volume that fills the whole disk begins at LBA 0",
                   (evidence.info.partition_lba == 0) == (disk.table == PartitionTable::none));
    report.promise("the boot partition has a GUID if it stands in a GPT, else zeros",
                   is_zero(disk.partition_guid) != gpt);
    report.promise("so has the disk", gpt ? !is_zero(disk.disk_guid) : is_zero(disk.disk_guid));
    report.promise("sectors have 512, 1024, 2048 or 4096 bytes", is_sector_size(disk.bytes_per_sector));
    report.promise("extended_reads is 0 or 1", disk.extended_reads <= 1);
}

} // namespace check
