// SPDX-License-Identifier: BSD-2-Clause
// The boot information of version 1. Multiboot Specification 0.6.96, "Boot information format".
#include "stage2/protocols/multiboot/output.hpp"

#include <cstddef>

namespace multiboot {

namespace {

struct Information {
    Le32 flags;
    Le32 mem_lower, mem_upper;
    Le32 boot_device;
    Le32 cmdline;
    Le32 mods_count, mods_addr;
    Le32 sections_num, sections_size, sections_addr, sections_shndx;
    Le32 mmap_length, mmap_addr;
    Le32 drives_length, drives_addr;
    Le32 config_table;
    Le32 boot_loader_name;
    Le32 apm_table;
    Le32 vbe_control_info, vbe_mode_info;
    Le16 vbe_mode, vbe_interface_seg, vbe_interface_off, vbe_interface_len;
    Le64 framebuffer_addr;
    Le32 framebuffer_pitch, framebuffer_width, framebuffer_height;
    std::uint8_t framebuffer_bpp, framebuffer_type;
    // The specification's text places the colours at 110; GRUB and its multiboot.h, which kernels use, at 112.
    std::array<std::uint8_t, 2> padding;
    std::array<std::uint8_t, 6> color_info;
    std::array<std::uint8_t, 2> end;
};
static_assert(sizeof(Information) == 120 && offsetof(Information, color_info) == 112 &&
              offsetof(Information, vbe_mode) == 80 && offsetof(Information, framebuffer_addr) == 88 &&
              offsetof(Information, framebuffer_bpp) == 108);

enum Flag : std::uint32_t {
    memory = 1 << 0,
    boot_device = 1 << 1,
    command_line = 1 << 2,
    modules = 1 << 3,
    elf_sections = 1 << 5,
    memory_map = 1 << 6,
    name = 1 << 9,
    vbe = 1 << 11,
    framebuffer = 1 << 12,
};

struct ModuleEntry {
    Le32 begin, end, words, reserved;
};

struct MapEntry {
    Le32 size; // of the rest
    Le64 base, length;
    Le32 type;
};

void write_modules(Facts const& facts, Output& output, Information& information)
{
    information.mods_count = Le32{static_cast<std::uint32_t>(facts.modules.size())};
    information.mods_addr = Le32{output.here()};
    auto words = output.here() + static_cast<std::uint32_t>(facts.modules.size() * sizeof(ModuleEntry));
    for (auto const& module : facts.modules) {
        output.put(ModuleEntry{Le32{module.begin}, Le32{module.end}, Le32{words}, Le32{0}});
        words += static_cast<std::uint32_t>(module.words.size()) + 1;
    }
    for (auto const& module : facts.modules)
        output.text(module.words);
    output.align(8);
}

void write_map(Facts const& facts, Output& output, Information& information)
{
    information.mmap_addr = Le32{output.here()};
    information.mmap_length = Le32{static_cast<std::uint32_t>(facts.memory.size() * sizeof(MapEntry))};
    for (auto const& range : facts.memory)
        output.put(MapEntry{Le32{sizeof(MapEntry) - sizeof(Le32)}, Le64{range.base}, Le64{range.length},
                            Le32{type_of(range.kind)}});
    output.align(8);
}

void write_screen(Facts const& facts, Output& output, Information& information)
{
    auto const [address, pitch, width, height, bits, type, channels] = framebuffer_of(*facts.screen);
    information.framebuffer_addr = Le64{address};
    information.framebuffer_pitch = Le32{pitch};
    information.framebuffer_width = Le32{width};
    information.framebuffer_height = Le32{height};
    information.framebuffer_bpp = bits;
    information.framebuffer_type = static_cast<std::uint8_t>(type);
    information.color_info = channels;
    if (!facts.screen->mode)
        return;
    information.vbe_control_info = Le32{output.here()};
    output.put(facts.screen->vbe.control);
    information.vbe_mode_info = Le32{output.here()};
    output.put(facts.screen->vbe.mode);
    information.vbe_mode = Le16{vbe_mode_of(*facts.screen)};
}

} // namespace

std::size_t write_information_1(Facts const& facts, MutableBytes room, std::uint32_t address)
{
    Output output{room, address};
    Information information{};
    output.put(information); // written again at the end
    output.align(8);
    auto flags = memory | boot_device | command_line | modules | memory_map | name | framebuffer;
    information.mem_lower = Le32{facts.lower_kib};
    information.mem_upper = Le32{facts.upper_kib};
    information.boot_device =
        Le32{std::uint32_t{facts.drive} << 24 | (facts.partition & 0xFF) << 16 | 0xFFFF}; // no partition is FFh
    information.cmdline = Le32{output.text(facts.command_line)};
    information.boot_loader_name = Le32{output.text(loader_name)};
    output.align(8);
    write_modules(facts, output, information);
    write_map(facts, output, information);
    if (facts.sections.count != 0) {
        flags |= elf_sections;
        information.sections_num = Le32{facts.sections.count};
        information.sections_size = Le32{facts.sections.entry_size};
        information.sections_addr = Le32{output.here()};
        information.sections_shndx = Le32{facts.sections.names};
        output.section_headers(facts);
        output.align(8);
    }
    if (facts.screen->mode)
        flags |= vbe;
    write_screen(facts, output, information);
    information.flags = Le32{flags};
    output.write_at(0, std::as_bytes(std::span(&information, 1)));
    return output.size();
}

} // namespace multiboot
