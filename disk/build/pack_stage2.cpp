// Packs stage 2 for the disk: the core, and behind it the annex, each padded to whole sectors of any size. Writes the
// facts about the annex into the core, and the core's length and checksum into a file for stage 1.
// lz4, "LZ4 Block Format Description"; stage2/unpack.asm unpacks both.
//
//   pack_stage2 STAGE2.RAW ANNEX.RAW STAGE2.BIN STAGE2.INC
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "include/core_sum.hpp"
#include "include/layout.hpp"
#include "stage2/annex/facts.hpp"
#include "stage2/checksums/crc32.hpp"

#include <lz4hc.h>

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

// Appends the LZ4 block of `content`.
void append_packed(std::vector<char>& result, std::span<char const> content)
{
    auto const begin = result.size();
    auto const size = static_cast<int>(content.size());
    result.resize(begin + static_cast<std::size_t>(LZ4_compressBound(size)));
    auto const block_size = LZ4_compress_HC(content.data(), &result[begin], size,
                                            static_cast<int>(result.size() - begin), LZ4HC_CLEVEL_MAX);
    result.resize(begin + static_cast<std::size_t>(block_size));
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
    append_packed(result, std::span{image}.subspan(stored));
    return result;
}

// The size of the annex's memory, including its variables: its image ends with that number (annex.ld).
std::uint32_t memory_size_of(std::vector<char> const& annex_image)
{
    std::uint32_t size{};
    if (annex_image.size() < sizeof size)
        throw std::runtime_error("the annex is empty");
    std::memcpy(&size, &annex_image[annex_image.size() - sizeof size], sizeof size);
    if (size < annex_image.size())
        throw std::runtime_error("the annex does not end with the size of its memory");
    return size;
}

// The annex as on the disk: header and block, and zeros up to a whole block of the checksum.
std::vector<char> pack_annex(std::vector<char> const& image, std::uint32_t memory_size, std::uint32_t build)
{
    std::vector<char> result(sizeof(annex::Header));
    put(result, 0,
        annex::Header{.magic = annex::Header::magic_value,
                      .build = build,
                      .image_size = static_cast<std::uint32_t>(image.size()),
                      .memory_size = memory_size});
    append_packed(result, image);
    result.resize(round_up(result.size(), wide_sum::block_size));
    return result;
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
    auto const annex_image = read(names.annex);
    auto const build = crc32::of(std::as_bytes(std::span{core}));
    auto const memory_size = memory_size_of(annex_image);
    auto const annex = pack_annex(annex_image, memory_size, build);

    auto image = pack_core(core, *stored);
    auto const packed_size = image.size();
    auto const bytes_left = static_cast<long>(layout::stage2_packed_max_size) - static_cast<long>(packed_size);
    auto const memory_left = static_cast<long>(layout::annex_end - layout::annex_base) -
                             static_cast<long>(std::max<std::size_t>(annex_image.size() + annex.size(), memory_size));
    std::printf("core: %zu bytes, packed to %zu, %ld left of %u\n"
                "annex: %zu bytes, packed to %zu, %ld left of %u for both\n",
                core.size(), packed_size, bytes_left, layout::stage2_packed_max_size, annex_image.size(), annex.size(),
                memory_left, layout::annex_end - layout::annex_base);
    if (bytes_left < 0)
        throw std::runtime_error("that is too much (layout::stage2_packed_max_size)");
    if (memory_left < 0)
        throw std::runtime_error("that is too much (layout::annex_end)");
    image.resize(round_up(packed_size, largest_sector_size));
    put(image, annex::facts_offset,
        annex::Facts{.offset = static_cast<std::uint32_t>(image.size()),
                     .size = static_cast<std::uint32_t>(annex.size()),
                     .checksum = annex::checksum_of(std::as_bytes(std::span{annex}), wide_sum::add_by_words),
                     .build = build});
    write(names.facts, facts_of(image));
    image.insert(image.end(), annex.begin(), annex.end());
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
