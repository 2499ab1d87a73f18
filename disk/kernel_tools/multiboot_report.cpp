// SPDX-License-Identifier: BSD-2-Clause
// A line for each fact about a Multiboot kernel, and a table of its segments.
#include "disk/kernel_tools/multiboot_report.hpp"

#include "disk/host/words.hpp"
#include "disk/kernel_tools/multiboot_tags.hpp"
#include "disk/kernel_tools/report_text.hpp"

#include <array>

namespace multiboot_report {
namespace {

using namespace report_text;
using guest_verdict::Multiboot;
using std::string;
using words::decimal;

string kind(Multiboot const& kernel)
{
    auto const version = kernel.header.version;
    auto const words = "Multiboot " + decimal(version) + " kernel";
    if (!kernel.has_other_version)
        return words;
    return words + ", with a header of version " + decimal(3 - version) + ", too, which counts with `" +
           (version == 2 ? "multiboot" : "multiboot2") + '`';
}

string layout(Multiboot const& kernel)
{
    if (kernel.header.addresses)
        return "by the addresses in its header";
    auto const file_class = std::to_integer<unsigned>(kernel.file[4]); // EI_CLASS
    return "by the segments of an ELF file of " + string(file_class == 2 ? "64" : "32") + " bits";
}

string place(Multiboot const& kernel)
{
    auto const& image = kernel.image;
    auto const words = hex(image.begin()) + " to " + hex(image.end() - 1);
    return kernel.header.relocatable ? words + ", before it is moved" : words;
}

string screen(Multiboot const& kernel)
{
    auto const& wish = kernel.header.graphics;
    if (!wish)
        return "text, unless the entry has a line `screen`";
    return wish->required ? "graphics, or it does not boot (FJ-0875)" : "graphics, where the machine has that";
}

// The name of a section in the section of names, without unprintable characters.
string name_of(Multiboot const& kernel, std::uint32_t index)
{
    auto const& sections = kernel.image.sections;
    auto const names = sections.names < sections.count ? multiboot::section(kernel.file, sections, sections.names)
                                                       : multiboot::SectionHeader{};
    auto const offset = read_at<Le32>(kernel.file, sections.offset + std::uint64_t{index} * sections.entry_size);
    string name;
    for (std::uint64_t at = offset ? std::uint64_t{*offset} : names.size; at < names.size; ++at) {
        auto const character = static_cast<char>(kernel.file[names.file_offset + static_cast<std::size_t>(at)]);
        if (character == '\0')
            break;
        name += character > ' ' && character <= '~' ? character : '?';
    }
    return name.empty() ? "?" : name;
}

string symbols(Multiboot const& kernel)
{
    auto const& sections = kernel.image.sections;
    string names;
    for (std::uint32_t index = 0; index < sections.count; ++index)
        if (multiboot::section(kernel.file, sections, index).loaded_apart)
            names += (names.empty() ? "" : ", ") + name_of(kernel, index);
    if (names.empty())
        return sections.count != 0 ? "none; its table of sections is passed on" : "none";
    return names + ": " + words::size(multiboot::size_of_sections(kernel.file, sections)) +
           ", loaded behind kernel and modules";
}

using Row = std::array<string, 5>;

string row(Row const& cells)
{
    return right(cells[0], 9) + right(cells[1], 12) + right(cells[2], 15) + right(cells[3], 15) + right(cells[4], 15) +
           '\n';
}

string segments(Multiboot const& kernel)
{
    auto lines = row({"segment", "physical", "in memory", "in file", "from byte"});
    std::uint32_t number = 0;
    for (auto const& segment : kernel.image.segments())
        lines += row({decimal(number++), hex(segment.physical), words::size(segment.memory_size),
                      words::size(segment.file_size), decimal(segment.file_offset)});
    return lines;
}

} // namespace

string describe(Multiboot const& kernel)
{
    auto const line = [](char const* label, string const& words) { return wrapped(left(label, 11), words); };
    auto lines = string(kernel.name) + ": " + words::size(kernel.file.size()) + "\n\n" + line("  kind", kind(kernel)) +
                 line("  header", "at byte " + decimal(kernel.header.offset));
    auto const* label = "  asks for";
    for (auto const& text : multiboot_tags::describe(kernel.file, kernel.header)) {
        lines += line(label, text);
        label = "";
    }
    return lines + line("  loaded", layout(kernel)) + line("  place", place(kernel)) +
           line("  entry", hex(kernel.image.entry)) + line("  screen", screen(kernel)) +
           line("  symbols", symbols(kernel)) + '\n' + segments(kernel) +
           "\nin the boot entry, with paths on the boot volume:\n  " +
           (kernel.header.version == 2 ? "multiboot2" : "multiboot") +
           " /kernel.elf\n  module /module words for the kernel\n  options words\n\n";
}

} // namespace multiboot_report
