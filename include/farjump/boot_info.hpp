// SPDX-License-Identifier: 0BSD
// The contract for C++. boot_info.h describes every field and how a kernel is entered. Types and constants have the
// same names in both headers, in the style of each language.
//
//     extern "C" [[noreturn]] void kernel_main(farjump::BootInfo const* info);
#ifndef FARJUMP_BOOT_INFO_HPP
#define FARJUMP_BOOT_INFO_HPP

#include "boot_info.h"

#ifdef __cplusplus // C programs may include this header too: it then only includes boot_info.h

namespace farjump {

enum class MemoryKind : uint32_t {
    usable = uint32_t(FARJUMP_MEMORY_USABLE),
    reserved = uint32_t(FARJUMP_MEMORY_RESERVED),
    acpi_reclaimable = uint32_t(FARJUMP_MEMORY_ACPI_RECLAIMABLE),
    acpi_nvs = uint32_t(FARJUMP_MEMORY_ACPI_NVS),
    bad = uint32_t(FARJUMP_MEMORY_BAD),
    loader = uint32_t(FARJUMP_MEMORY_LOADER),
    kernel = uint32_t(FARJUMP_MEMORY_KERNEL),
    module = uint32_t(FARJUMP_MEMORY_MODULE),
    framebuffer = uint32_t(FARJUMP_MEMORY_FRAMEBUFFER),
};

enum class PartitionTable : uint32_t {
    none = uint32_t(FARJUMP_TABLE_NONE),
    mbr = uint32_t(FARJUMP_TABLE_MBR),
    mbr_logical = uint32_t(FARJUMP_TABLE_MBR_LOGICAL),
    gpt = uint32_t(FARJUMP_TABLE_GPT),
};

enum class ScreenKind : uint32_t {
    text = uint32_t(FARJUMP_SCREEN_TEXT),
    graphics = uint32_t(FARJUMP_SCREEN_GRAPHICS),
};

// Bits of ProcessorReport::features.
enum {
    processor_no_execute = FARJUMP_PROCESSOR_NO_EXECUTE,
    processor_gigabyte_pages = FARJUMP_PROCESSOR_GIGABYTE_PAGES,
    processor_five_levels = FARJUMP_PROCESSOR_FIVE_LEVELS,
    processor_sse4_2 = FARJUMP_PROCESSOR_SSE4_2,
};

// Bits of KernelNote::flags.
enum {
    wish_five_levels = FARJUMP_WISH_FIVE_LEVELS,
    wish_smep = FARJUMP_WISH_SMEP,
    wish_smap = FARJUMP_WISH_SMAP,
    wish_umip = FARJUMP_WISH_UMIP,
    wish_framebuffer = FARJUMP_WISH_FRAMEBUFFER,
    wish_sse = FARJUMP_WISH_SSE,
    wish_read_only_direct_map = FARJUMP_WISH_READ_ONLY_DIRECT_MAP,
    wish_processors = FARJUMP_WISH_PROCESSORS,
};

using MemoryRange = ::farjump_memory_range;
using Paging = ::farjump_paging;
using KernelPlacement = ::farjump_kernel_placement;
using Firmware = ::farjump_firmware;
using BootDisk = ::farjump_boot_disk;
using WallClock = ::farjump_wall_clock;
using RandomSeed = ::farjump_random_seed;
using ProcessorReport = ::farjump_processor_report;
using LoaderLog = ::farjump_loader_log;
using TimelineMark = ::farjump_timeline_mark;
using Timeline = ::farjump_timeline;
using Module = ::farjump_module;
using Modules = ::farjump_modules;
using Screen = ::farjump_screen;
using Processor = ::farjump_processor;
using Processors = ::farjump_processors;
using BootState = ::farjump_boot_state;
using BootInfo = ::farjump_boot_info;

// In C++20, a kernel's note can name the fields that differ from their defaults:
//
//     [[gnu::section(".note.farjump.wishes"), gnu::used]]
//     static constinit farjump::KernelNote const note{.flags = farjump::wish_five_levels, .stack_size = 128 << 10};
using KernelNote = ::farjump_kernel_note;

} // namespace farjump

#endif
#endif
