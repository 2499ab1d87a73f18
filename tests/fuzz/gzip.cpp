// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the unpacking of gzip files: zlib must judge each input as we do, with the same content. If the first byte is
// odd, a whole file follows, and otherwise a deflate stream, which gets a right header and the trailer of what zlib
// unpacks. The second byte chooses the window.
#include "stage2/packed/unpacked_file.hpp"

#include "include/units.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/packed/formats.hpp"
#include "stage2/talk/error_text.hpp"

#include <cstdlib>
#include <cstring>
#include <optional>
#include <vector>

#include <zlib.h>

namespace {

using Content = std::vector<std::byte>;

constexpr std::string_view name = "/boot/kernel.elf";
constexpr std::uint64_t most_content = 256_KiB; // larger ones take long, and show nothing new

void require(bool promise)
{
    if (!promise)
        std::abort();
}

// What zlib unpacks, and the number of bytes that it needed.
struct Theirs {
    Content content;
    std::size_t size;
};

// Unpacks a file, or a stream if `window_bits` is negative. Nothing if zlib refuses it or it is too large.
std::optional<Theirs> content_by_zlib(Bytes packed, int window_bits)
{
    z_stream stream{};
    require(inflateInit2(&stream, window_bits) == Z_OK);
    static Content room(most_content);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    auto const result = inflate(&stream, Z_FINISH);
    Content const content(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(stream.total_out));
    std::size_t const taken = stream.total_in;
    inflateEnd(&stream);
    if (result != Z_STREAM_END)
        return std::nullopt;
    return Theirs{content, taken};
}

// Wraps a stream in the header and the trailer of this content.
Content wrapped(Bytes stream, Bytes content)
{
    constexpr unsigned char header[]{0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255};
    auto const* const bytes = reinterpret_cast<Bytef const*>(content.data());
    Le32 const trailer[]{static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(content.size()))),
                         static_cast<std::uint32_t>(content.size())};
    Content file;
    for (Bytes const part : {Bytes(std::as_bytes(std::span(header))), stream, Bytes(std::as_bytes(std::span(trailer)))})
        file.insert(file.end(), part.begin(), part.end());
    return file;
}

// Content through a window; nothing if the file is refused.
std::optional<Content> content_of(Bytes packed, std::size_t window_size)
{
    auto const failed = [](Error const& error) {
        require(!error_text::why(error).view().empty());
        return std::nullopt;
    };
    auto const header = packed::parse_header(packed, name);
    if (!header)
        return failed(header.error());
    Content window(window_size), content;
    static packed::AnyReader room;
    auto& reader = room.open({packed, *header, name}, window);
    while (content.size() <= most_content) {
        auto const seen = reader.end();
        auto const more = reader.advance();
        if (!more)
            return failed(more.error());
        if (!*more)
            return content;
        auto const made = reader.window().last(static_cast<std::size_t>(reader.end() - seen));
        content.insert(content.end(), made.begin(), made.end());
    }
    return std::nullopt;
}

// All of the content at once, into as much room as it has.
bool unpacks_to(Bytes packed, Content const& content)
{
    auto const header = packed::parse_header(packed, name);
    Content whole(content.size());
    static packed::AnyReader room;
    auto& reader = room.open({packed, *header, name}, whole);
    return reader.advance() && reader.finished() && whole == content;
}

std::size_t window_size(unsigned choice)
{
    return gzip::Reader::history_size + 200 + choice * choice; // smaller ones move the history for each byte
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size < 2)
        return 0;
    auto const input = std::as_bytes(std::span(data, size)).subspan(2);
    Content file(input.begin(), input.end());
    if (data[0] % 2 == 0) {
        auto const theirs = content_by_zlib(input, -MAX_WBITS);
        if (theirs)
            file = wrapped(input.first(theirs->size), theirs->content);
        else
            file = wrapped(input, {});
    }
    if (!packed::is_gzip(read_at<Le32>(file, 0).value_or(0)))
        return 0;
    constexpr int gzip_header = 16;
    auto const theirs = content_by_zlib(file, MAX_WBITS + gzip_header);
    auto const ours = content_of(file, window_size(data[1]));
    // zlib ends where the member does; we refuse what follows.
    auto const whole = theirs && theirs->size == file.size();
    require(ours.has_value() == whole || (ours && ours->size() >= most_content));
    if (!ours || !theirs)
        return 0;
    require(*ours == theirs->content);
    require(unpacks_to(file, *ours));
    return 0;
}
