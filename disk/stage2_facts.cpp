// Tells stage 1 what the stage 2 of this build is: its length in sectors and its checksum. Pads it to whole sectors.
//
//   stage2_facts STAGE2.RAW STAGE2.BIN STAGE2.INC
#include "include/layout.hpp"
#include "stage2/formats/crc32.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

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

    image.resize(round_up(image.size(), sector_size));
    std::ofstream{argv[2], std::ios::binary}.write(image.data(), static_cast<std::streamsize>(image.size()));
    std::ofstream facts{argv[3]};
    facts << "%define STAGE2_SECTORS " << image.size() / sector_size << '\n'
          << "%define STAGE2_CRC32 " << crc32::of(std::as_bytes(std::span{image})) << '\n';
    if (!facts.flush()) {
        std::fprintf(stderr, "stage2_facts: cannot write %s\n", argv[3]);
        return 1;
    }
}
