// Packs each part of the annex to an LZ4 block. The common part has the places of all other blocks, so it is last.
#include "disk/build/pack_annex.hpp"

#include "disk/build/lz4_block.hpp"
#include "include/layout.hpp"
#include "stage2/annex/facts.hpp"

#include <cstring>
#include <stdexcept>
#include <string>

namespace pack_annex {

namespace {

// A part in the linked file.
struct LinkedPart {
    std::uint32_t begin, size; // bytes from the file's start; bytes
    std::uint32_t address;
};

struct Linked {
    std::vector<char> image; // all parts, one behind the other
    annex::ForPacker layout;
    std::vector<LinkedPart> parts; // the common one first
};

Linked parse(std::span<char const> bytes)
{
    auto const layout = read_at<annex::ForPacker>(std::as_bytes(bytes), bytes.size() - sizeof(annex::ForPacker));
    if (!layout)
        throw std::runtime_error("the annex is empty");
    auto const size = static_cast<std::uint32_t>(bytes.size() - sizeof *layout);
    std::uint32_t const begin = layout->parts_begin, end = layout->parts_end, rear = layout->rear_begin;
    if (begin > end || end > size || (end - begin) % sizeof(annex::Place) != 0 ||
        layout->memory_size < layout->image_size || rear < begin || rear > end ||
        (rear - begin) % sizeof(annex::Place) != 0)
        throw std::runtime_error("the annex does not end with its layout");
    Linked annex{.image{bytes.begin(), bytes.begin() + size}, .layout = *layout, .parts{{0, size, 0}}};
    for (auto at = begin; at != end; at += sizeof(annex::Place)) {
        auto const& place = overlay<annex::Place>(std::as_bytes(bytes).data() + at);
        annex.parts.back().size = place.block - annex.parts.back().begin;
        annex.parts.push_back({place.block, size - place.block, place.begin});
        if (place.block < end || place.block >= size || place.begin < layout::annex_base + end ||
            place.end > layout::annex_base + layout->image_size || place.end < place.begin)
            throw std::runtime_error("a part of the annex lies outside it");
    }
    // The linker may leave a gap before the next part.
    for (auto& part : annex.parts)
        if (part.size == 0 || part.size > size)
            throw std::runtime_error("the annex's parts are empty, or not one behind the other");
    return annex;
}

// Appends the block of part `number` to `bytes`. Returns its offset there.
std::uint32_t append_part(std::vector<char>& bytes, Packed& result, Linked const& annex, std::size_t number)
{
    auto const [begin, size, address] = annex.parts[number];
    auto const block = static_cast<std::uint32_t>(bytes.size());
    lz4_block::append(bytes, std::span{annex.image}.subspan(begin, size));
    result.parts[number] = {size, static_cast<std::uint32_t>(bytes.size()) - block};
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
        auto const& [begin, size, address] = annex.parts[number];
        annex::Place const place{.begin = address, .end = address + size, .block = block};
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
