// Packs stage 2 for the disk, padded to whole sectors of any size, and tells stage 1 its length and its checksum.
// lz4, "LZ4 Block Format Description"; stage2/entry.asm unpacks it.
//
//   pack_stage2 STAGE2.RAW STAGE2.BIN STAGE2.INC
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "include/layout.hpp"
#include "stage2/checksums/crc32.hpp"

#include <lz4hc.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr std::size_t stored_size_offset = 4; // entry.asm
static_assert(layout::stage2_packed_max_size % largest_sector_size == 0);

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

std::string facts_of(std::vector<char> const& image)
{
    return "%define STAGE2_SIZE " + std::to_string(image.size()) + "\n%define STAGE2_CRC_START " +
           std::to_string(crc_start(image)) + '\n';
}

void write(std::string const& path, std::span<char const> content)
{
    using std::filesystem::perms;
    files::replace(path, std::as_bytes(content),
                   perms::owner_read | perms::owner_write | perms::group_read | perms::others_read);
}

int pack(std::string const& raw, std::string const& packed_path, std::string const& facts_path)
{
    for (auto const& output : {packed_path, facts_path})
        if (files::same(raw, output))
            throw std::runtime_error(output + " is the file that would be read");
    auto const file = files::read(raw);
    auto const* const start = reinterpret_cast<char const*>(file.data());
    std::vector<char> const unpacked{start, start + file.size()};
    auto const stored = stored_size(unpacked);
    if (!stored)
        throw std::runtime_error(raw + " is no stage 2");
    auto image = packed(unpacked, *stored);
    auto const bytes_left = static_cast<long>(layout::stage2_packed_max_size) - static_cast<long>(image.size());
    std::printf("stage 2: %zu bytes, packed to %zu, %ld left of %u\n", unpacked.size(), image.size(), bytes_left,
                layout::stage2_packed_max_size);
    if (bytes_left < 0)
        throw std::runtime_error("that is too much (layout::stage2_packed_max_size)");
    image.resize(round_up(image.size(), largest_sector_size));
    write(packed_path, image);
    write(facts_path, facts_of(image));
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    constexpr auto usage = "usage: pack_stage2 STAGE2.RAW STAGE2.BIN STAGE2.INC\n";
    if (argc != 4) {
        std::fputs(usage, stderr);
        return program::exit_usage;
    }
    return program::run("pack_stage2", usage, [&] { return pack(argv[1], argv[2], argv[3]); });
}
