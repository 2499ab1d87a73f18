// SPDX-License-Identifier: BSD-2-Clause
// Packs stage 2 for the disk: the core, and behind it the annex, each padded to whole sectors of any size. Writes the
// facts about the annex into the core, and the core's length and checksum into a file for stage 1. stage2/unpack.asm
// unpacks both.
//
//   pack_stage2 STAGE2.RAW ANNEX.RAW STAGE2.BIN STAGE2.INC
#include "disk/build/lz4_block.hpp"
#include "disk/build/pack_annex.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "include/core_sum.hpp"
#include "include/layout.hpp"
#include "stage2/annex/facts.hpp"
#include "stage2/checksums/crc32.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

static_assert(layout::stage2_packed_max_size % largest_sector_size == 0);

// The size of the part that is not packed: stage 1's table, and the code that unpacks the rest.
std::optional<std::size_t> stored_size(std::vector<char> const& image)
{
    std::uint32_t size{};
    if (image.size() < annex::stored_size_offset + sizeof size)
        return {};
    std::memcpy(&size, &image[annex::stored_size_offset], sizeof size);
    return size <= image.size() ? std::optional<std::size_t>{size} : std::nullopt;
}

template <typename T>
void put(std::vector<char>& bytes, std::size_t offset, T const& value)
{
    std::memcpy(&bytes[offset], &value, sizeof value);
}

// The facts about the annex are still empty here: they would change the build number.
std::vector<char> pack_core(std::vector<char> const& image, std::size_t stored)
{
    std::vector<char> result{image.begin(), image.begin() + static_cast<std::ptrdiff_t>(stored)};
    lz4_block::append(result, std::span{image}.subspan(stored));
    return result;
}

// Prints the sizes of both, and fails if one is too large.
void check_sizes(std::size_t core_size, std::size_t core_packed, pack_annex::Packed const& annex)
{
    constexpr auto annex_room = layout::annex_end - layout::annex_base;
    auto const core_left = static_cast<long>(layout::stage2_packed_max_size) - static_cast<long>(core_packed);
    auto const front = std::min<std::size_t>(annex.bytes.size(), annex::front_room);
    auto const annex_left = static_cast<long>(annex_room) - static_cast<long>(annex.memory_size + front);
    std::printf("core: %zu bytes, packed to %zu, %ld left of %u\n"
                "annex: %u bytes in memory, packed to %zu, %ld left of %u for its front and variables\n"
                "annex's parts:",
                core_size, core_packed, core_left, layout::stage2_packed_max_size, annex.image_size, annex.bytes.size(),
                annex_left, annex_room);
    for (auto const& part : annex.parts)
        std::printf(" %u in %u%s", part.size, part.packed_size, &part == &annex.parts.back() ? "\n" : ",");
    if (core_left < 0)
        throw std::runtime_error("that is too much (layout::stage2_packed_max_size)");
    if (annex_left < 0)
        throw std::runtime_error("that is too much (layout::annex_end)");
    // Parts that share memory may need more of the disk than of memory.
    if (annex.bytes.size() > layout::stage2_max_size - layout::stage2_packed_max_size)
        throw std::runtime_error("that is too much (layout::stage2_max_size)");
}

std::string facts_of(std::vector<char> const& image)
{
    return "%define STAGE2_SIZE " + std::to_string(image.size()) + "\n%define STAGE2_SUM_START " +
           std::to_string(core_sum::start_for(std::as_bytes(std::span{image}))) + '\n';
}

void write(std::string const& path, std::span<char const> content)
{
    using std::filesystem::perms;
    files::replace(path, std::as_bytes(content),
                   perms::owner_read | perms::owner_write | perms::group_read | perms::others_read);
}

std::vector<char> read(std::string const& path)
{
    auto const file = files::read(path);
    auto const* const start = reinterpret_cast<char const*>(file.data());
    return {start, start + file.size()};
}

struct Files {
    std::string core, annex, packed, facts;
};

int pack(Files const& names)
{
    for (auto const& output : {names.packed, names.facts})
        for (auto const& input : {names.core, names.annex})
            if (files::same(input, output))
                throw std::runtime_error(output + " is the file that would be read");
    auto core = read(names.core);
    auto const stored = stored_size(core);
    if (!stored || *stored < annex::facts_offset + sizeof(annex::Facts))
        throw std::runtime_error(names.core + " is no stage 2");
    auto const build = crc32::of(std::as_bytes(std::span{core}));
    auto const annex = pack_annex::pack(read(names.annex), build);

    auto image = pack_core(core, *stored);
    auto const packed_size = image.size();
    check_sizes(core.size(), packed_size, annex);
    image.resize(round_up(packed_size, largest_sector_size));
    auto const front =
        std::as_bytes(std::span{annex.bytes}).first(std::min<std::size_t>(annex.bytes.size(), annex::front_room));
    put(image, annex::facts_offset,
        annex::Facts{.offset = static_cast<std::uint32_t>(image.size()),
                     .size = static_cast<std::uint32_t>(annex.bytes.size()),
                     .checksum = annex::checksum_of(front, wide_sum::add_by_words),
                     .build = build});
    write(names.facts, facts_of(image));
    image.insert(image.end(), annex.bytes.begin(), annex.bytes.end());
    image.resize(round_up(image.size(), largest_sector_size));
    write(names.packed, image);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    constexpr auto usage = "usage: pack_stage2 STAGE2.RAW ANNEX.RAW STAGE2.BIN STAGE2.INC\n";
    if (argc != 5) {
        std::fputs(usage, stderr);
        return program::exit_usage;
    }
    return program::run("pack_stage2", usage,
                        [&] { return pack({.core = argv[1], .annex = argv[2], .packed = argv[3], .facts = argv[4]}); });
}
