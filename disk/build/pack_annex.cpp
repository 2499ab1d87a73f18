// SPDX-License-Identifier: BSD-2-Clause
// Packs each part of the annex to an LZ4 block. The common part has the places of all other blocks, so it is last.
#include "disk/build/pack_annex.hpp"

#include "disk/build/lz4_block.hpp"
#include "include/layout.hpp"
#include "stage2/annex/facts.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <stdexcept>
#include <string>

namespace pack_annex {

namespace {

struct Linked {
    std::vector<char> image;
    annex::ForPacker layout;
    std::vector<annex::LinkedPlace> parts; // the common one first
};

// Whether [begin, begin + size) lies in [from, to). Callers pass 32-bit numbers, so no sum overflows.
bool lies_in(std::uint64_t from, std::uint64_t to, std::uint64_t begin, std::uint64_t size)
{
    return from <= begin && begin + size <= to;
}

// Whether each byte that belongs to no part is 0. The linker leaves gaps of zeros between parts.
bool parts_are_all(Linked const& annex)
{
    auto rest = annex.image;
    for (auto const& part : annex.parts)
        std::ranges::fill(std::span{rest}.subspan(part.file, part.size), 0);
    return std::ranges::count(rest, 0) == std::ssize(rest);
}

Linked parse(std::span<char const> bytes)
{
    auto const layout = read_at<annex::ForPacker>(std::as_bytes(bytes), bytes.size() - sizeof(annex::ForPacker));
    if (!layout || layout->parts_end == 0)
        throw std::runtime_error("the annex is empty");
    auto const image = bytes.first(bytes.size() - sizeof *layout);
    std::uint32_t const begin = layout->parts_begin, end = layout->parts_end, rear = layout->rear_begin;
    if (begin > end || end > image.size() || (end - begin) % sizeof(annex::Place) != 0 || rear < begin || rear > end ||
        (rear - begin) % sizeof(annex::Place) != 0 || layout->image_size < end ||
        layout->memory_size < layout->image_size)
        throw std::runtime_error("the annex does not end with its layout");
    constexpr std::uint64_t base = layout::annex_base;
    Linked annex{.image{image.begin(), image.end()},
                 .layout = *layout,
                 .parts{{.begin = layout::annex_base, .size = end, .file = 0}}};
    for (auto at = begin; at != end; at += sizeof(annex::LinkedPlace)) {
        auto const& part = overlay<annex::LinkedPlace>(std::as_bytes(image).data() + at);
        if (part.size == 0 || !lies_in(end, image.size(), part.file, part.size) ||
            !lies_in(base + end, base + layout->image_size, part.begin, part.size))
            throw std::runtime_error("a part of the annex is empty or lies outside it");
        annex.parts.push_back(part);
    }
    if (!parts_are_all(annex))
        throw std::runtime_error("the annex has bytes that belong to none of its parts");
    return annex;
}

// Appends the block of part `number` to `bytes`. Returns its offset there.
std::uint32_t append_part(std::vector<char>& bytes, Packed& result, Linked const& annex, std::size_t number)
{
    auto const& part = annex.parts[number];
    auto const block = static_cast<std::uint32_t>(bytes.size());
    lz4_block::append(bytes, std::span{annex.image}.subspan(part.file, part.size));
    result.parts[number] = {part.size, static_cast<std::uint32_t>(bytes.size()) - block};
    return block;
}

void fill_block(std::vector<char>& bytes)
{
    bytes.resize(round_up(bytes.size(), wide_sum::block_size));
}

} // namespace

Packed pack(std::span<char const> linked, std::uint32_t build)
{
    auto annex = parse(linked);
    Packed result{.bytes = std::vector<char>(sizeof(annex::Header)),
                  .image_size = annex.layout.image_size,
                  .memory_size = annex.layout.memory_size,
                  .parts = std::vector<Part>(annex.parts.size())};
    auto& front = result.bytes;
    std::vector<char> rear;
    auto const first_in_rear = 1 + (annex.layout.rear_begin - annex.layout.parts_begin) / sizeof(annex::Place);
    for (std::size_t number = 1; number != result.parts.size(); ++number) {
        auto const block = number < first_in_rear ? append_part(front, result, annex, number)
                                                  : annex::front_room + append_part(rear, result, annex, number);
        auto const& part = annex.parts[number];
        annex::Place const place{.begin = part.begin, .end = part.begin + part.size, .block = block};
        std::memcpy(&annex.image[annex.layout.parts_begin + (number - 1) * sizeof place], &place, sizeof place);
    }
    fill_block(rear);
    annex::Header const header{.magic = annex::Header::magic_value,
                               .build = build,
                               .block = append_part(front, result, annex, 0),
                               .common_size = annex.parts.front().size,
                               .image_size = result.image_size,
                               .memory_size = result.memory_size,
                               .rear_checksum =
                                   annex::checksum_of(std::as_bytes(std::span{rear}), wide_sum::add_by_words),
                               .place = 0};
    std::memcpy(front.data(), &header, sizeof header);
    fill_block(front);
    if (front.size() > annex::front_room)
        throw std::runtime_error("the annex's front, packed to " + std::to_string(front.size()) +
                                 " bytes, is too large for one read (annex::front_room)");
    if (!rear.empty())
        front.resize(annex::front_room);
    front.insert(front.end(), rear.begin(), rear.end());
    return result;
}

} // namespace pack_annex
