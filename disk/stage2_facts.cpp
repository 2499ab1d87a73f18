// Tells stage 1 what the stage 2 of this build is: its length and its checksum. Pads it to whole sectors of any size.
//
//   stage2_facts STAGE2.RAW STAGE2.BIN STAGE2.INC
#include "include/layout.hpp"
#include "stage2/formats/crc32.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <ranges>
#include <vector>

namespace {

constexpr std::uint32_t largest_sector = 4096;
static_assert(layout::stage2_max_size % largest_sector == 0);

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
        std::fputs("usage: stage2_facts STAGE2.RAW STAGE2.BIN STAGE2.INC\n", stderr);
        return 2;
    }
    std::ifstream raw{argv[1], std::ios::binary};
    std::vector<char> image{std::istreambuf_iterator<char>{raw}, {}};
    if (!raw || image.empty()) {
        std::fprintf(stderr, "stage2_facts: cannot read %s\n", argv[1]);
        return 1;
    }
    auto const bytes_left = static_cast<long>(layout::stage2_max_size) - static_cast<long>(image.size());
    if (bytes_left < 0) {
        std::fprintf(stderr, "stage 2 has %zu bytes, %ld more than the %u of layout::stage2_max_size\n", image.size(),
                     -bytes_left, layout::stage2_max_size);
        return 1;
    }
    std::printf("stage 2: %zu bytes, %ld left of %u\n", image.size(), bytes_left, layout::stage2_max_size);

    image.resize(round_up(image.size(), largest_sector));
    std::ofstream{argv[2], std::ios::binary}.write(image.data(), static_cast<std::streamsize>(image.size()));
    std::ofstream facts{argv[3]};
    facts << "%define STAGE2_SIZE " << image.size() << '\n'
          << "%define STAGE2_CRC_START " << crc_start(image) << '\n';
    if (!facts.flush()) {
        std::fprintf(stderr, "stage2_facts: cannot write %s\n", argv[3]);
        return 1;
    }
}
