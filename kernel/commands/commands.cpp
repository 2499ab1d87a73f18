// SPDX-License-Identifier: BSD-2-Clause
// Implements all commands except `cpu` and `good`. Intel SDM Vol. 3A, "4-Level Paging" (4.5).

#include "kernel/commands/commands.hpp"

#include "include/layout.hpp"
#include "include/x86/control.hpp"
#include "include/x86/reset.hpp"
#include "kernel/commands/history.hpp"
#include "kernel/commands/machine.hpp"
#include "kernel/commands/modules.hpp"
#include "kernel/commands/received.hpp"
#include "kernel/console/console.hpp"
#include "kernel/memory/direct_map.hpp"
#include "kernel/memory/page_walk.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace commands {
namespace {

using console::Line;
using farjump::BootInfo;

std::optional<std::uint64_t> hex_number(std::string_view words)
{
    if (words.starts_with("0x"))
        words.remove_prefix(2);
    else if (words.ends_with('h') || words.ends_with('H'))
        words.remove_suffix(1);
    if (words.empty() || words.size() > 16)
        return std::nullopt;
    std::uint64_t number = 0;
    for (char const character : words) {
        constexpr std::string_view digits = "0123456789abcdefABCDEF";
        auto const at = static_cast<std::uint64_t>(std::ranges::find(digits, character) - digits.begin());
        if (at == digits.size())
            return std::nullopt;
        number = number << 4 | (at < 16 ? at : at - 6);
    }
    return number;
}

void print_entry(page_walk::Entry const& entry, VirtAddr address)
{
    static constexpr std::array<std::string_view, 6> tables{"", "PT", "PD", "PDPT", "PML4", "PML5"};
    Line line;
    line << "  " << tables[static_cast<std::size_t>(entry.level)] << '[';
    line.decimal(address.value >> (12 + 9 * (entry.level - 1)) & 511) << "] = ";
    line.hex(static_cast<std::uint64_t>(entry.bits), 16) << "h: " << (entry.leaf() ? "page" : "table") << " at ";
    line.hex(entry.target().value) << 'h';
    if (entry.leaf())
        (line << " of ").decimal(entry.size() >> 10) << " KiB";
    line << (entry.rights.writable ? ", read, write" : ", read") << (entry.rights.executable ? ", execute" : "");
    console::print(line);
}

} // namespace

void log(BootInfo const& info, std::string_view)
{
    print_log(info);
}

void time(BootInfo const& info, std::string_view)
{
    print_clock(info);
    print_timeline(info);
}

void memory(BootInfo const& info, std::string_view)
{
    print_memory(info);
}

void map(BootInfo const& info, std::string_view words)
{
    auto const number = hex_number(words);
    if (!number)
        return console::print("an address is a hexadecimal number of at most 16 digits");
    VirtAddr const address{*number};
    page_walk::Tables const tables{{x86::read_cr3() & page_walk::address_bits},
                                   static_cast<int>(info.paging.levels),
                                   {info.direct_map_base, info.direct_map_length}};
    tables.each([&](page_walk::Entry const& entry) {
        bool const on_the_way = entry.address <= address && address - entry.address < entry.size();
        if (on_the_way)
            print_entry(entry, address);
        return on_the_way;
    });
    auto const physical = tables.physical_of(address);
    Line line;
    line << "  ";
    line.hex(address.value, 16) << (physical ? "h is at physical " : "h is not mapped");
    if (physical)
        line.hex(physical->value) << 'h';
    console::print(line);
}

void modules(BootInfo const& info, std::string_view)
{
    if (info.modules.count == 0)
        console::print("  none");
    print_modules(info);
}

void panic(BootInfo const&, std::string_view)
{
    asm volatile("ud2"); // Intel SDM Vol. 2: raises #UD, for ever
}

void reboot(BootInfo const& info, std::string_view)
{
    // Or the loader would take this for a boot that has failed.
    DirectMap const memory{info.direct_map_base, info.direct_map_length};
    auto* const mark = memory.at<std::uint8_t>({layout::reset_mark});
    std::fill_n(mark, layout::reset_mark_size, std::uint8_t{0});
    x86::reset();
    console::print("  this machine does not restart: turn it off and on");
}

} // namespace commands
