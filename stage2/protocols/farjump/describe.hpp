// SPDX-License-Identifier: BSD-2-Clause
// Fills in the boot information (include/farjump/boot_info.hpp).
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "longmode/early_faults.hpp"
#include "longmode/gdt.hpp"
#include "longmode/kernel_space.hpp"
#include "stage2/bios/graphics.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"
#include "stage2/screen/screen_choice.hpp"
#include "stage2/talk/boot_log.hpp"
#include "stage2/talk/timeline.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// All data for the kernel, in contiguous whole pages of kind `loader`, which the kernel can free together.
struct BootInfoArea {
    early_faults::Area faults; // first, because it needs page alignment
    farjump::BootInfo info;
    std::array<gdt::Descriptor, gdt::table.size()> gdt; // the kernel's first GDT
    std::array<MemoryRange, MemoryMap::capacity> memory_map;
    std::array<char, 512> kernel_path;
    std::array<char, 64 << 10> command_line;
    boot_log::Text log;
    timeline::Marks timeline;
    std::array<char, 64> screen_reason;
    std::array<std::uint8_t, bios::font_size> font; // only filled in for graphics modes
};

// The kernel's address, in the direct map, of a part of the area at `place`.
template <typename T>
farjump::Pointer<T const> pointer_to(BootInfoArea const& area, PhysAddr place, T const& part)
{
    auto const offset = reinterpret_cast<std::byte const*>(&part) - reinterpret_cast<std::byte const*>(&area);
    return {kernel_space::direct(place + static_cast<std::uint64_t>(offset)).value};
}

// The input for the boot information. The memory map must be final: the kernel does not see later allocations.
struct BootFacts {
    LoadedKernel const& kernel;
    std::span<MemoryRange const> memory;
    std::uint8_t drive;
    std::uint32_t disk_signature;
    Partition const& partition;
    std::string_view kernel_path;
    std::span<boot_entry::Setting const> settings; // boot_entry::Entry::settings
    bool no_execute;
    PhysAddr page_table_root;
    PhysAddr identity_page;
    std::uint64_t direct_map_length;
    farjump::Paging paging;
    farjump::Modules modules;
    ScreenChoice const& screen;
    farjump::Processors processors;
    farjump::BootState boot_state;
};

// Writes the description of the screen into the area at `place`. Call it again if the screen could not be set.
void describe_screen(BootInfoArea& area, PhysAddr place, ScreenChoice const& screen);

// Fills the area at `place`. Error: text_too_long.
Result<void> describe(BootInfoArea& area, PhysAddr place, BootFacts const& facts);
