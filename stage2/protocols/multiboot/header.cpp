// SPDX-License-Identifier: BSD-2-Clause
// Finds and parses Multiboot headers.
#include "stage2/protocols/multiboot/header.hpp"

#include "include/units.hpp"
#include "stage2/protocols/multiboot/header_tags.hpp"

#include <algorithm>

namespace multiboot {

namespace {

using errors::Code;

constexpr std::uint32_t magic_1 = 0x1BAD'B002;
constexpr std::uint32_t magic_2 = 0xE852'50D6;
constexpr std::uint32_t header_1_size = 12;
constexpr std::uint32_t alignment_1 = 4;

std::uint32_t word_at(Bytes bytes, std::size_t offset)
{
    auto const word = read_at<Le32>(bytes, offset);
    return word ? std::uint32_t{*word} : 0;
}

// The offset of a header with this magic number, `words` words of which have the sum 0; UINT32_MAX if there is none.
// "Header magic fields": the second word of version 2 is the processor architecture; 0 stands for the i386.
std::uint32_t find(Bytes area, std::uint32_t magic, std::uint32_t words)
{
    auto const alignment = magic == magic_1 ? alignment_1 : alignment_2;
    for (std::uint32_t at = 0; at + words * sizeof(Le32) <= area.size(); at += alignment) {
        if (word_at(area, at) != magic || (magic == magic_2 && word_at(area, at + sizeof(Le32)) != 0))
            continue;
        std::uint32_t sum = 0;
        for (std::uint32_t word = 0; word < words; ++word)
            sum += word_at(area, at + word * sizeof(Le32));
        if (sum == 0)
            return at;
    }
    return UINT32_MAX;
}

Bytes start_of(Bytes file, std::size_t most)
{
    return file.first(std::min(file.size(), most));
}

// "The magic fields of Multiboot header".
Result<Header> parse_1(Bytes file, std::uint32_t offset, std::string_view path)
{
    constexpr std::uint32_t required = 0xFFFF, known = aligns_modules | wants_memory_map | wants_graphics;
    constexpr std::uint32_t graphics_at = 32;
    Header header{.version = 1, .offset = offset, .addresses{}, .entry{}, .graphics{}, .relocatable{}};
    auto const field = [&](std::uint32_t at) { return word_at(file, offset + at); };
    auto const flags = field(flags_at);
    if ((flags & required & ~known) != 0)
        return fail(Code::multiboot_feature_unknown, {flags & required & ~known}, path);
    if ((flags & has_addresses) != 0) {
        header.addresses = {field(12), field(16), field(20), field(24)};
        header.entry = field(28);
    }
    if ((flags & wants_graphics) != 0 && field(graphics_at) == 0) // the other mode type is text
        header.graphics = {field(36), field(40), field(44), false};
    return header;
}

class Tags {
public:
    Tags(Bytes header, Header& parsed, std::string_view path) : header_{header}, parsed_{parsed}, path_{path} {}

    Result<void> parse()
    {
        for (std::size_t at = header_2_size; at + sizeof(Tag) <= header_.size();) {
            auto const tag = *read_at<Tag>(header_, at);
            std::uint32_t const size{tag.size};
            if (size < sizeof(Tag) || size > header_.size() - at)
                return malformed(tag, at);
            if (tag.type == TagType::end)
                return {};
            TRY(apply(tag, at));
            at += round_up(size, alignment_2);
        }
        return {}; // some kernels leave the end tag out
    }

private:
    std::unexpected<Failure> malformed(Tag const& tag, std::size_t at) const
    {
        return fail(Code::multiboot_tag_malformed, {tag.type, at, tag.size}, path_);
    }

    // Whether the tag has `count` words behind its head.
    static bool has(Tag const& tag, std::uint32_t count) { return tag.size >= sizeof(Tag) + count * sizeof(Le32); }

    Result<void> apply(Tag const& tag, std::size_t at)
    {
        auto const field = [&](std::uint32_t number) {
            return word_at(header_, at + sizeof(Tag) + number * sizeof(Le32));
        };
        bool const optional = (tag.flags & 1) != 0;
        switch (tag.type) {
        case information_request: return optional ? Result<void>{} : check_request(tag, at);
        case address:
            if (!has(tag, 4))
                return malformed(tag, at);
            parsed_.addresses = {field(0), field(1), field(2), field(3)};
            return {};
        case entry_address:
            if (!has(tag, 1))
                return malformed(tag, at);
            parsed_.entry = field(0);
            return {};
        case framebuffer:
            if (!has(tag, 3))
                return malformed(tag, at);
            parsed_.graphics = {field(0), field(1), field(2), !optional};
            return {};
        case TagType::relocatable:
            if (!has(tag, 4))
                return malformed(tag, at);
            parsed_.relocatable = {field(0), field(1), field(2), field(3)};
            return {};
        case console_flags:    // there is always a text console
        case module_alignment: // modules are always aligned
        case efi_boot_services:
        case efi_i386_entry:
        case efi_amd64_entry: return {};
        default: break;
        }
        if (optional)
            return {};
        return fail(Code::multiboot_tag_unknown, {tag.type}, path_);
    }

    // "Information request header tag": refuses types that the specification does not define.
    Result<void> check_request(Tag const& tag, std::size_t at) const
    {
        constexpr std::uint32_t last_known = 21;
        for (std::uint32_t offset = sizeof(Tag); offset + sizeof(Le32) <= tag.size; offset += sizeof(Le32))
            if (auto const type = word_at(header_, at + offset); type > last_known)
                return fail(Code::multiboot_information_unknown, {type}, path_);
        return {};
    }

    Bytes header_;
    Header& parsed_;
    std::string_view path_;
};

// "Multiboot2 header", "Header magic fields".
Result<Header> parse_2(Bytes file, std::uint32_t offset, std::string_view path)
{
    Header header{.version = 2, .offset = offset, .addresses{}, .entry{}, .graphics{}, .relocatable{}};
    auto const size = word_at(file, offset + size_2_at);
    auto const rest = start_of(file, searched_for_2).subspan(offset);
    if (size < header_2_size || size > rest.size())
        return fail(Code::multiboot_tag_malformed, {0, offset, size}, path);
    TRY((Tags{rest.first(size), header, path}.parse()));
    return header;
}

} // namespace

Result<Header> parse(Bytes file, std::uint32_t version, std::string_view path)
{
    constexpr std::uint32_t words_1 = header_1_size / sizeof(Le32), words_2 = header_2_size / sizeof(Le32);
    if (version != 1)
        if (auto const at = find(start_of(file, searched_for_2), magic_2, words_2); at != UINT32_MAX)
            return parse_2(file, at, path);
    if (version != 2)
        if (auto const at = find(start_of(file, searched_for_1), magic_1, words_1); at != UINT32_MAX)
            return parse_1(file, at, path);
    return fail(Code::multiboot_header_missing, {version}, path);
}

} // namespace multiboot
