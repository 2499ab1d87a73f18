// SPDX-License-Identifier: BSD-2-Clause
// Makes LZ4 frames for tests with the lz4 tool, or field by field.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/checksums/xxh32.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/packed/lz4_frame.hpp"
#include "tests/unit/packed/contents.hpp"
#include "tests/unit/shell.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

inline Content packed_by_lz4(Content const& content, std::string const& options = "")
{
    TemporaryDirectory const directory;
    auto const input = directory.path("content"), output = directory.path("packed");
    write_bytes(input, content);
    run("lz4 -q -f " + options + " " + input + " " + output);
    return read_bytes(output);
}

// A frame, field by field. lz4, "LZ4 Frame Format Description".
struct Frame {
    static constexpr std::uint32_t stored = 1u << 31;

    struct Block {
        Content bytes;
        bool is_stored = false;
    };

    std::vector<Block> blocks;
    bool independent = true;
    bool block_checksums = false;
    std::optional<std::uint32_t> content_checksum{};
    std::optional<std::uint64_t> content_size{};
    std::optional<std::uint32_t> dictionary{};
    int size_code = 4; // blocks of 64 KiB

    Content bytes() const
    {
        auto const flag = [](bool given, int bit) { return given ? 1 << bit : 0; };
        auto const flags = 0x40 | flag(independent, 5) | flag(block_checksums, 4) | flag(content_size.has_value(), 3) |
                           flag(content_checksum.has_value(), 2) | flag(dictionary.has_value(), 0);
        Content frame;
        append_field<Le32>(frame, packed::lz4_magic);
        append_field(frame, static_cast<std::uint8_t>(flags));
        append_field(frame, static_cast<std::uint8_t>(size_code << 4));
        if (content_size)
            append_field<Le64>(frame, *content_size);
        if (dictionary)
            append_field<Le32>(frame, *dictionary);
        append_field(frame, static_cast<std::uint8_t>(xxh32::of(Bytes(frame).subspan(4)) >> 8));
        for (auto const& block : blocks) {
            append_field<Le32>(frame, static_cast<std::uint32_t>(block.bytes.size()) | (block.is_stored ? stored : 0));
            append(frame, block.bytes);
            if (block_checksums)
                append_field<Le32>(frame, xxh32::of(block.bytes));
        }
        append_field<Le32>(frame, 0);
        if (content_checksum)
            append_field<Le32>(frame, *content_checksum);
        return frame;
    }
};

// Where a packed file has its header's checksum.
inline std::size_t place_of_header_checksum(Bytes packed)
{
    auto const flags = std::to_integer<unsigned>(packed[4]);
    return 6 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
}

// Changes the header, and its checksum to fit.
inline void set_header_byte(Content& packed, std::size_t at, std::uint8_t value)
{
    packed[at] = std::byte{value};
    auto const place = place_of_header_checksum(packed);
    packed[place] = static_cast<std::byte>(xxh32::of(Bytes(packed).subspan(4, place - 4)) >> 8);
}

inline constexpr std::size_t smallest_window = lz4_frame::Reader::history_size + 1;

// All of the content, through a window of this size.
inline Result<Content> unpacked(Content const& packed, std::size_t window_size = smallest_window)
{
    auto const description = TRY(lz4_frame::parse_header(packed, packed_name));
    Content window(window_size), content;
    lz4_frame::Reader reader(packed, description, window, packed_name);
    while (true) {
        auto const seen = reader.end();
        if (!TRY(reader.advance()))
            return content;
        append(content, reader.window().subspan(static_cast<std::size_t>(seen - reader.begin())));
    }
}

inline Result<std::uint64_t> measured(Content const& packed)
{
    return lz4_frame::measure(packed, TRY(lz4_frame::parse_header(packed, packed_name)), packed_name);
}
