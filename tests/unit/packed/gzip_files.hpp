// SPDX-License-Identifier: BSD-2-Clause
// Makes gzip files for tests with the gzip tool, or bit by bit.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/checksums/crc32.hpp"
#include "stage2/packed/formats.hpp"
#include "tests/unit/packed/contents.hpp"
#include "tests/unit/shell.hpp"

#include <cstdint>
#include <string>
#include <vector>

inline Content packed_by_gzip(Content const& content, std::string const& options = "")
{
    TemporaryDirectory const directory;
    auto const input = directory.path("content"), output = directory.path("packed");
    write_bytes(input, content);
    run("gzip -c " + options + " " + input + " > " + output);
    return read_bytes(output);
}

// A deflate stream, bit by bit. RFC 1951.
class Deflate {
public:
    // A number, lowest bit first.
    Deflate& bits(std::uint32_t value, int count)
    {
        for (int i = 0; i < count; ++i)
            bit(value >> i & 1);
        return *this;
    }

    // A code, highest bit first.
    Deflate& code(std::uint32_t value, int count)
    {
        while (count-- > 0)
            bit(value >> count & 1);
        return *this;
    }

    Deflate& block(unsigned kind, bool last = true) { return bits(last, 1).bits(kind, 2); }

    Deflate& stored(Bytes content, bool last = true)
    {
        block(0, last);
        used_ = 8;
        append_field<Le16>(bytes_, static_cast<std::uint16_t>(content.size()));
        append_field<Le16>(bytes_, static_cast<std::uint16_t>(~content.size()));
        append(bytes_, content);
        return *this;
    }

    // A symbol of the fixed code of literals and lengths (3.2.6).
    Deflate& fixed(unsigned symbol)
    {
        if (symbol < 144)
            return code(0x30 + symbol, 8);
        if (symbol < 256)
            return code(0x190 + symbol - 144, 9);
        return symbol < 280 ? code(symbol - 256, 7) : code(0xC0 + symbol - 280, 8);
    }

    // Of the fixed code of distances.
    Deflate& fixed_distance(unsigned symbol) { return code(symbol, 5); }

    // A dynamic block's header up to the code of lengths, which has a code of 4 bits for each length from 0 to 15.
    Deflate& dynamic(std::uint32_t literals, std::uint32_t distances)
    {
        block(2).bits(literals - 257, 5).bits(distances - 1, 5).bits(19 - 4, 4);
        for (auto const length : {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15})
            bits(length < 16 ? 4 : 0, 3);
        return *this;
    }

    // The lengths of codes, for dynamic().
    Deflate& lengths(std::vector<std::uint8_t> const& all)
    {
        for (auto const length : all)
            code(length, 4);
        return *this;
    }

    Content const& bytes() const { return bytes_; }

private:
    void bit(std::uint32_t value)
    {
        if (used_ == 8) {
            bytes_.push_back({});
            used_ = 0;
        }
        bytes_.back() |= static_cast<std::byte>((value & 1) << used_++);
    }

    Content bytes_;
    int used_ = 8; // bits of the last byte
};

// A gzip file, field by field. RFC 1952 (2.3).
struct GzipFile {
    Content stream;  // deflated
    Content content; // for the trailer
    std::uint8_t flags = 0;
    Content optional_fields{};
    bool header_checksum = false;

    Content bytes() const
    {
        auto const all_flags = static_cast<std::uint8_t>(flags | (header_checksum ? 2 : 0));
        Content file = block_of({0x1F, 0x8B, 8, all_flags, 1, 2, 3, 4, 2, 255});
        append(file, optional_fields);
        if (header_checksum)
            append_field<Le16>(file, static_cast<std::uint16_t>(crc32::of(file)));
        append(file, stream);
        append_field<Le32>(file, crc32::of(content));
        append_field<Le32>(file, static_cast<std::uint32_t>(content.size()));
        return file;
    }
};

// All of the content, through a window of this size.
inline Result<Content> content_of(Content const& packed, std::size_t window_size = 33'000)
{
    packed::Packed const file{packed, TRY(packed::parse_header(packed, packed_name)), packed_name};
    Content window(window_size), content;
    packed::AnyReader room;
    auto& reader = room.open(file, window);
    while (true) {
        auto const seen = reader.end();
        if (!TRY(reader.advance()))
            return content;
        append(content, reader.window().subspan(static_cast<std::size_t>(seen - reader.begin())));
    }
}
