// SPDX-License-Identifier: BSD-2-Clause
// What a Multiboot kernel is told, for both versions of the boot information.
#pragma once

#include "include/bytes.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/protocols/multiboot/image.hpp"
#include "stage2/screen/video_modes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace multiboot {

inline constexpr std::string_view loader_name = "farjump";

struct Module {
    std::uint32_t begin;
    std::uint32_t end;
    std::string_view words; // the path and what follows it in the boot entry
};

// The blocks that the video BIOS gave for the mode. VBE 3.0, functions 00h and 01h.
struct VbeBlocks {
    std::array<std::byte, 512> control;
    std::array<std::byte, 256> mode;
};

struct Screen {
    std::optional<video_modes::Mode> mode; // nullopt: the BIOS's text mode
    VbeBlocks vbe;                         // only with a mode
};

// SMBIOS's table of structures, and its version.
struct Smbios {
    Bytes table; // empty: there is none
    std::uint8_t major, minor;
};

struct Facts {
    static constexpr std::uint32_t no_partition = UINT32_MAX;

    std::string_view command_line;
    std::span<Module const> modules;
    std::span<MemoryRange const> memory; // as the firmware has it, not as the loader uses it
    std::uint32_t lower_kib;             // usable from address 0 on
    std::uint32_t upper_kib;             // usable from 1 MiB on, up to the first hole
    std::uint8_t drive;
    std::uint32_t partition; // from 0
    Bytes file;              // of the kernel
    Sections sections;
    std::uint32_t sections_place; // the address of the sections that are loaded apart
    Screen const* screen;
    Bytes rsdp; // empty: there is none
    std::uint8_t rsdp_revision;
    Smbios smbios;
    std::uint32_t load_base;
};

// The boot information, written to `room` for `address`. Returns its size; if that is larger than the room, not all of it
// was written. `address` is a multiple of 8.
std::size_t write_information_1(Facts const& facts, MutableBytes room, std::uint32_t address);
std::size_t write_information_2(Facts const& facts, MutableBytes room, std::uint32_t address);

// The place of the next section that is loaded apart, from `at` on.
constexpr std::uint32_t place_of(SectionHeader const& section, std::uint32_t at)
{
    return static_cast<std::uint32_t>(round_up(std::uint64_t{at}, std::uint64_t{section.alignment}));
}

} // namespace multiboot
