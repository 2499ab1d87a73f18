// SPDX-License-Identifier: BSD-2-Clause
// Tests gzip files against zlib: what it packs with every setting, and which damaged streams it takes.
#include "stage2/packed/gzip.hpp"

#include "tests/unit/packed/gzip_files.hpp"

#include <gtest/gtest.h>

#include <optional>

// zlib's functions of these names would hide the loader's namespaces.
#define crc32 zlib_crc32
#include <zlib.h>
#undef crc32

namespace {

struct Setting {
    int level;
    int strategy;
    int window_bits = MAX_WBITS;
    int memory = 8;
};

constexpr int gzip_header = 16;

Content packed_by_zlib(Content content, Setting const& setting)
{
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, setting.level, Z_DEFLATED, setting.window_bits + gzip_header, setting.memory,
                           setting.strategy),
              Z_OK);
    Content packed(deflateBound(&stream, content.size()) + 64); // its bound is too low for nothing at level 0
    stream.next_in = reinterpret_cast<Bytef*>(content.data());
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

// The content of a stream without header, if zlib takes it, and the size of the stream.
struct Unpacked {
    Content content;
    std::size_t stream_size;
};

std::optional<Unpacked> unpacked_by_zlib(Content bytes, std::size_t most)
{
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, -MAX_WBITS), Z_OK);
    Content content(most);
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(content.data());
    stream.avail_out = static_cast<uInt>(content.size());
    auto const result = inflate(&stream, Z_FINISH);
    auto const size = stream.total_out, taken = stream.total_in;
    inflateEnd(&stream);
    if (result != Z_STREAM_END)
        return std::nullopt;
    content.resize(size);
    return Unpacked{content, taken};
}

} // namespace

TEST(GzipByZlib, UnpacksEverySetting)
{
    std::mt19937 random(1);
    for (std::size_t const size : {0u, 1u, 300u, 40'000u, 400'000u}) {
        auto const content = mixture(random, size);
        for (int level = 0; level <= 9; ++level)
            for (auto const strategy : {Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED})
                for (auto const& [window_bits, memory] : {std::pair{MAX_WBITS, 8}, {MAX_WBITS, 1}, {9, 9}}) {
                    auto const packed = packed_by_zlib(content, {level, strategy, window_bits, memory});
                    auto const result = content_of(packed, 100'000);
                    ASSERT_TRUE(result) << size << ' ' << level << ' ' << strategy;
                    ASSERT_TRUE(*result == content) << size << ' ' << level << ' ' << strategy;
                }
    }
}

TEST(GzipByZlib, WrongBitsAreJudgedAlike)
{
    std::mt19937 random(2);
    auto content = lines(random, 400);
    append(content, random_bytes(random, 40));
    constexpr std::size_t header_size = 10, trailer_size = 8;
    auto const most_from = [](std::size_t size) { return 1032 * size; }; // 258 bytes of two bits
    std::size_t taken = 0;
    for (auto const strategy : {Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY, Z_FIXED}) {
        auto const packed = packed_by_zlib(content, {9, strategy});
        Content const stream(packed.begin() + header_size, packed.end() - trailer_size);
        for (std::size_t at = 0; at < stream.size(); ++at)
            for (std::size_t bit = at < 64 ? 0 : at % 8; bit < 8;
                 bit += at < 64 ? 1 : 8) { // each bit of the codes' table
                auto damaged = stream;
                damaged[at] ^= static_cast<std::byte>(1 << bit);
                auto const theirs = unpacked_by_zlib(damaged, most_from(damaged.size()));
                if (theirs)
                    damaged.resize(theirs->stream_size);
                // With the trailer that fits their content, ours must be the same.
                auto const ours = content_of(GzipFile{damaged, theirs ? theirs->content : Content{}}.bytes());
                ASSERT_EQ(ours.has_value(), theirs.has_value()) << at << ' ' << bit;
                if (theirs) {
                    ASSERT_TRUE(*ours == theirs->content) << at << ' ' << bit;
                    ++taken;
                }
            }
    }
    EXPECT_GT(taken, 100u); // both answers occur
}
