// SPDX-License-Identifier: BSD-2-Clause
// Goes through the flags and tags of a header that the loader's parser has accepted.
#include "disk/kernel_tools/multiboot_tags.hpp"

#include "disk/host/words.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "include/units.hpp"
#include "stage2/protocols/multiboot/header_tags.hpp"

#include <algorithm>
#include <iterator>

namespace multiboot_tags {
namespace {

using multiboot::Graphics;
using multiboot::Header;
using multiboot::Tag;
using report_text::hex;
using std::string;
using words::decimal;

std::uint32_t word_at(Bytes bytes, std::uint64_t offset)
{
    auto const word = read_at<Le32>(bytes, offset);
    return word ? std::uint32_t{*word} : 0;
}

string pixels(Graphics const& graphics)
{
    if (graphics.width == 0 && graphics.height == 0 && graphics.depth == 0)
        return "of any size";
    return std::to_string(graphics.width) + 'x' + std::to_string(graphics.height) + " with " +
           std::to_string(graphics.depth) + " bits a pixel";
}

std::vector<string> flags_of(Bytes file, Header const& header)
{
    auto const flags = word_at(file, header.offset + multiboot::flags_at);
    std::vector<string> texts;
    if ((flags & multiboot::aligns_modules) != 0)
        texts.push_back("bit 0, required: modules at multiples of 4 KiB");
    if ((flags & multiboot::wants_memory_map) != 0)
        texts.push_back("bit 1, required: the memory map");
    if ((flags & multiboot::wants_graphics) != 0)
        texts.push_back("bit 2, optional: " + (header.graphics ? "graphics " + pixels(*header.graphics) : "text"));
    if ((flags & multiboot::has_addresses) != 0)
        texts.push_back("bit 16: the header has the addresses to load to, and the entry point");
    return texts;
}

string requests(Bytes tag)
{
    string types;
    for (std::size_t at = sizeof(Tag); at + sizeof(Le32) <= tag.size(); at += sizeof(Le32))
        types += (types.empty() ? "" : ", ") + decimal(word_at(tag, at));
    return "boot information of the types " + (types.empty() ? "that it does not name" : types);
}

string relocation(multiboot::Relocatable const& relocatable)
{
    constexpr char const* preferences[] = {"no preference", "low", "high"};
    auto const preference = relocatable.preference < std::size(preferences) ? relocatable.preference : 0;
    return "relocatable, from " + hex(relocatable.lowest) + " to " + hex(relocatable.highest) + ", at multiples of " +
           hex(relocatable.alignment) + ", preferred place: " + preferences[preference];
}

string console(Bytes tag)
{
    auto const flags = word_at(tag, sizeof(Tag));
    return string("a console") + ((flags & 1) != 0 ? ", without which it must not start" : "") +
           ((flags & 2) != 0 ? ", EGA text" : "");
}

string meaning(Bytes tag, std::uint32_t type, Header const& header)
{
    switch (type) {
    case multiboot::information_request: return requests(tag);
    case multiboot::address: return "the addresses to load to";
    case multiboot::entry_address: return "the entry point";
    case multiboot::console_flags: return console(tag);
    case multiboot::framebuffer: return "graphics " + pixels(*header.graphics);
    case multiboot::module_alignment: return "modules at multiples of 4 KiB";
    case multiboot::efi_boot_services: return "boot services of EFI, ignored on a BIOS";
    case multiboot::efi_i386_entry: return "the entry point for 32-bit EFI, ignored on a BIOS";
    case multiboot::efi_amd64_entry: return "the entry point for 64-bit EFI, ignored on a BIOS";
    case multiboot::relocatable: return relocation(*header.relocatable);
    default: return "unknown, ignored";
    }
}

std::vector<string> tags_of(Bytes file, Header const& header)
{
    auto const size = word_at(file, header.offset + multiboot::size_2_at);
    auto const whole = file.subspan(header.offset, std::min<std::size_t>(size, file.size() - header.offset));
    std::vector<string> texts;
    for (std::size_t at = multiboot::header_2_size; at + sizeof(Tag) <= whole.size();) {
        auto const tag = *read_at<Tag>(whole, at);
        std::uint32_t const type{tag.type}, tag_size{tag.size};
        if (type == multiboot::end || tag_size < sizeof(Tag) || tag_size > whole.size() - at)
            break;
        texts.push_back("tag " + decimal(type) + ", " + ((tag.flags & 1) != 0 ? "optional: " : "required: ") +
                        meaning(whole.subspan(at, tag_size), type, header));
        at += round_up(std::uint64_t{tag_size}, std::uint64_t{multiboot::alignment_2});
    }
    return texts;
}

} // namespace

std::vector<string> describe(Bytes file, Header const& header)
{
    auto texts = header.version == 1 ? flags_of(file, header) : tags_of(file, header);
    if (texts.empty())
        texts.push_back("nothing");
    return texts;
}

} // namespace multiboot_tags
