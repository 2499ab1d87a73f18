// SPDX-License-Identifier: BSD-2-Clause
// The boot information of version 2. Multiboot2 Specification 2.0, "Boot information".
#include "stage2/protocols/multiboot/output.hpp"

namespace multiboot {

namespace {

// In the order in which they are written; a few kernels depend on the order that GRUB has.
enum TagType : std::uint32_t {
    end = 0,
    command_line = 1,
    boot_loader_name = 2,
    module = 3,
    basic_memory = 4,
    boot_device = 5,
    memory_map = 6,
    vbe_info = 7,
    framebuffer_info = 8,
    elf_sections = 9,
    smbios_tables = 13,
    rsdp_1 = 14,
    rsdp_2 = 15,
    load_base = 21,
};

// Writes one tag: its head, what `contents` writes, and zeros up to a multiple of 8, which its size does not count.
template <typename Contents>
void tag(Output& output, TagType type, Contents const& contents)
{
    auto const offset = output.size();
    output.word(type);
    output.word(0); // the size, written again at the end
    contents();
    Le32 const size{static_cast<std::uint32_t>(output.size() - offset)};
    output.write_at(offset + sizeof(Le32), std::as_bytes(std::span(&size, 1)));
    output.align(8);
}

struct MapEntry {
    Le64 base, length;
    Le32 type, reserved;
};

void write_map(Facts const& facts, Output& output)
{
    tag(output, memory_map, [&] {
        output.word(sizeof(MapEntry));
        output.word(0); // the version of the entries
        for (auto const& range : facts.memory)
            output.put(MapEntry{Le64{range.base}, Le64{range.length}, Le32{type_of(range.kind)}, Le32{0}});
    });
}

void write_screen(Facts const& facts, Output& output)
{
    auto const& screen = *facts.screen;
    if (screen.mode)
        tag(output, vbe_info, [&] {
            output.put(Le16{vbe_mode_of(screen)});
            output.put(std::array<Le16, 3>{}); // no interface in protected mode
            output.put(screen.vbe.control);
            output.put(screen.vbe.mode);
        });
    auto const buffer = framebuffer_of(screen);
    tag(output, framebuffer_info, [&] {
        output.put(Le64{buffer.address});
        output.word(buffer.pitch);
        output.word(buffer.width);
        output.word(buffer.height);
        output.put(buffer.bits);
        output.put(buffer.type);
        output.put(Le16{0});
        if (buffer.type == Framebuffer::Type::rgb)
            output.put(buffer.channels);
    });
}

void write_firmware_tables(Facts const& facts, Output& output)
{
    constexpr std::size_t size_of_version_1 = 20;
    if (!facts.smbios.table.empty())
        tag(output, smbios_tables, [&] {
            output.put(facts.smbios.major);
            output.put(facts.smbios.minor);
            output.put(std::array<std::uint8_t, 6>{});
            output.bytes(facts.smbios.table);
        });
    if (facts.rsdp.empty())
        return;
    tag(output, rsdp_1, [&] { output.bytes(facts.rsdp.first(size_of_version_1)); });
    if (facts.rsdp_revision >= 2)
        tag(output, rsdp_2, [&] { output.bytes(facts.rsdp); });
}

} // namespace

std::size_t write_information_2(Facts const& facts, MutableBytes room, std::uint32_t address)
{
    Output output{room, address};
    output.word(0); // the size of all, written again at the end
    output.word(0);
    tag(output, load_base, [&] { output.word(facts.load_base); });
    tag(output, command_line, [&] { output.text(facts.command_line); });
    tag(output, boot_loader_name, [&] { output.text(loader_name); });
    for (auto const& [begin, module_end, words] : facts.modules)
        tag(output, module, [&] {
            output.word(begin);
            output.word(module_end);
            output.text(words);
        });
    write_map(facts, output);
    if (facts.sections.count != 0)
        tag(output, elf_sections, [&] {
            output.word(facts.sections.count);
            output.word(facts.sections.entry_size);
            output.word(facts.sections.names);
            output.section_headers(facts);
        });
    tag(output, basic_memory, [&] {
        output.word(facts.lower_kib);
        output.word(facts.upper_kib);
    });
    tag(output, boot_device, [&] {
        output.word(facts.drive);
        output.word(facts.partition);
        output.word(UINT32_MAX); // no partition in the partition
    });
    write_screen(facts, output);
    write_firmware_tables(facts, output);
    tag(output, end, [] {});
    Le32 const size{static_cast<std::uint32_t>(output.size())};
    output.write_at(0, std::as_bytes(std::span(&size, 1)));
    return output.size();
}

} // namespace multiboot
