// Packs stage 2 for the disk, padded to whole sectors of any size, and tells stage 1 its length and its checksum.
// lz4, "LZ4 Block Format Description"; stage2/entry.asm unpacks it.
//
//   pack_stage2 STAGE2.RAW STAGE2.BIN STAGE2.INC
#include "include/layout.hpp"
#include "stage2/formats/crc32.hpp"

#include <lz4hc.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <ranges>
#include <span>
#include <vector>

namespace {

constexpr std::uint32_t largest_sector = 4096;
constexpr std::size_t stored_size_offset = 4;           // entry.asm
static_assert(layout::stage2_packed_max_size % largest_sector == 0);

// How much of the image must stay as it is: stage 1's table, and the code that unpacks the rest.
std::optional<std::size_t> stored_size(std::vector<char> const& image)
{
    std::uint32_t size{};
    if (image.size() < stored_size_offset + sizeof size)
        return {};
    std::memcpy(&size, &image[stored_size_offset], sizeof size);
    return size <= image.size() ? std::optional<std::size_t>{size} : std::nullopt;
}

std::vector<char> packed(std::span<char const> image, std::size_t stored)
{
    auto const rest = image.subspan(stored);
    auto const rest_size = static_cast<int>(rest.size());
    std::vector<char> result{image.begin(), image.begin() + static_cast<std::ptrdiff_t>(stored)};
    result.resize(stored + static_cast<std::size_t>(LZ4_compressBound(rest_size)));
    auto const block_size = LZ4_compress_HC(rest.data(), &result[stored], rest_size,
                                            static_cast<int>(result.size() - stored), LZ4HC_CLEVEL_MAX);
    result.resize(stored + static_cast<std::size_t>(block_size));
    return result;
}

// Stage 1 has no room to compare: it starts the CRC at a value from which just these bytes bring it to the end that it
// looks for. So this goes through them backwards, from there. The upper byte of a table entry tells which one it is.
std::uint32_t crc_start(std::vector<char> const& image)
{
    std::uint32_t remainder = 0xFFFFFFFF;
    for (char const byte : std::views::reverse(image)) {
        auto const used = std::ranges::find(crc32::table, remainder >> 24, [](auto entry) { return entry >> 24; });
        auto const index = static_cast<std::uint32_t>(used - crc32::table.begin());
        remainder = (remainder ^ *used) << 8 | (index ^ static_cast<std::uint8_t>(byte));
    }
    return remainder;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::fputs("usage: pack_stage2 STAGE2.RAW STAGE2.BIN STAGE2.INC\n", stderr);
        return 2;
    }
    std::ifstream raw{argv[1], std::ios::binary};
    std::vector<char> const unpacked{std::istreambuf_iterator<char>{raw}, {}};
    auto const stored = stored_size(unpacked);
    if (!raw || !stored) {
        std::fprintf(stderr, "pack_stage2: %s is no stage 2\n", argv[1]);
        return 1;
    }
    auto image = packed(unpacked, *stored);
    auto const bytes_left = static_cast<long>(layout::stage2_packed_max_size) - static_cast<long>(image.size());
    std::printf("stage 2: %zu bytes, packed to %zu, %ld left of %u\n", unpacked.size(), image.size(), bytes_left,
                layout::stage2_packed_max_size);
    if (bytes_left < 0) {
        std::fputs("pack_stage2: that is too much (layout::stage2_packed_max_size)\n", stderr);
        return 1;
    }

    image.resize(round_up(image.size(), largest_sector));
    std::ofstream{argv[2], std::ios::binary}.write(image.data(), static_cast<std::streamsize>(image.size()));
    std::ofstream facts{argv[3]};
    facts << "%define STAGE2_SIZE " << image.size() << '\n'
          << "%define STAGE2_CRC_START " << crc_start(image) << '\n';
    if (!facts.flush()) {
        std::fprintf(stderr, "pack_stage2: cannot write %s\n", argv[3]);
        return 1;
    }
}
