// SPDX-License-Identifier: BSD-2-Clause
// Prints what the loader has found out about the machine.

#include "kernel/commands/machine.hpp"

#include "kernel/console/console.hpp"

#include <array>
#include <string_view>

namespace {

using console::Line;
using farjump::PartitionTable;

// "RSDP at F52C0h" or "no RSDP"
void add_table(Line& line, std::string_view name, std::uint64_t address)
{
    if (address == 0) {
        line << "no " << name;
        return;
    }
    line << name << " at ";
    line.hex(address, 5) << 'h';
}

// A GUID in the UEFI specification's notation: the first three fields are little-endian.
void add_guid(Line& line, std::uint8_t const (&bytes)[16])
{
    constexpr std::array<std::uint8_t, 16> order{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            line << '-';
        line.hex(bytes[order[i]], 2);
    }
}

constexpr std::string_view name_of(PartitionTable table)
{
    switch (table) {
    case PartitionTable::none: return "none";
    case PartitionTable::mbr: return "MBR";
    case PartitionTable::mbr_logical: return "MBR, logical";
    case PartitionTable::gpt: return "GPT";
    }
    return "of unknown kind";
}

void add_two_digits(Line& line, std::uint32_t number)
{
    line << (number < 10 ? "0" : "");
    line.decimal(number);
}

} // namespace

void print_firmware(farjump::BootInfo const& info)
{
    Line line;
    line << "kernel: ";
    add_table(line, "RSDP", info.firmware.rsdp);
    if (info.firmware.rsdp != 0) {
        line << ", revision ";
        line.decimal(info.firmware.rsdp_revision);
    }
    line << "; ";
    add_table(line, "SMBIOS", info.firmware.smbios2);
    line << "; ";
    add_table(line, "SMBIOS 3", info.firmware.smbios3);
    console::print(line);
}

void print_disk(farjump::BootInfo const& info)
{
    auto const& disk = info.disk;
    Line line;
    line << "kernel: partition table " << name_of(disk.table) << ", partition ";
    line.decimal(disk.partition_number) << ", sectors of ";
    line.decimal(disk.bytes_per_sector) << (disk.extended_reads ? " bytes, read by LBA" : " bytes, read by cylinders");
    console::print(line);
    if (disk.table != PartitionTable::gpt)
        return;
    line.clear();
    line << "kernel: disk GUID ";
    add_guid(line, disk.disk_guid);
    line << ", partition GUID ";
    add_guid(line, disk.partition_guid);
    console::print(line);
}

void print_clock(farjump::BootInfo const& info)
{
    auto const& clock = info.clock;
    if (clock.year == 0)
        return console::print("kernel: nobody knows what time it is");
    Line line;
    line << "kernel: the clock says ";
    line.decimal(clock.year, text::Grouped::no) << '-';
    add_two_digits(line, clock.month);
    line << '-';
    add_two_digits(line, clock.day);
    line << ' ';
    add_two_digits(line, clock.hour);
    line << ':';
    add_two_digits(line, clock.minute);
    line << ':';
    add_two_digits(line, clock.second);
    line << ", in the zone that it is set to";
    console::print(line);
}

void print_processor(farjump::BootInfo const& info)
{
    auto const& processor = info.processor;
    Line line;
    line << "kernel: " << processor.vendor << ", \"" << processor.brand << "\", family ";
    line.decimal(processor.family) << ", model ";
    line.decimal(processor.model) << ", stepping ";
    line.decimal(processor.stepping) << ", addresses of ";
    line.decimal(processor.physical_address_bits) << " bits";
    console::print(line);

    struct Name {
        std::uint32_t feature;
        std::string_view words;
    };
    constexpr Name names[]{{farjump::processor_no_execute, " NX"},
                           {farjump::processor_gigabyte_pages, " 1-GiB-pages"},
                           {farjump::processor_five_levels, " LA57"},
                           {farjump::processor_sse4_2, " SSE4.2"}};
    line.clear();
    line << "kernel: x86-64-v";
    line.decimal(processor.isa_level) << "; features that the loader can use:";
    for (auto const& name : names)
        if (processor.features & name.feature)
            line << name.words;
    console::print(line);
}
