// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the unpacking of LZ4 frames: liblz4 must accept what we accept, with the same content. The first byte chooses
// the window, the second one the reads, and the frame follows. The checksum of the frame's header is corrected, because
// otherwise nearly every input would be refused at once.
#include "stage2/packed/unpacked_file.hpp"

#include "include/units.hpp"
#include "stage2/checksums/xxh32.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/packed/lz4_frame.hpp"
#include "stage2/talk/error_text.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <lz4frame.h>
#include <optional>
#include <random>
#include <vector>

namespace {

using Content = std::vector<std::byte>;

constexpr std::string_view name = "/boot/kernel.elf";
constexpr std::uint64_t most_content = 1_MiB; // larger ones take long, and show nothing new

void require(bool promise)
{
    if (!promise)
        std::abort();
}

void seal_header(Content& frame)
{
    constexpr unsigned content_size = 0x08, dictionary = 0x01;
    if (frame.size() < 5)
        return;
    auto const flags = std::to_integer<unsigned>(frame[4]);
    std::size_t const place = 6 + (flags & content_size ? 8 : 0) + (flags & dictionary ? 4 : 0);
    if (place < frame.size())
        frame[place] = static_cast<std::byte>(xxh32::of(Bytes(frame).subspan(4, place - 4)) >> 8);
}

// Some parts, then all of the content. Whatever was read before must be the same.
Result<Content> content_of(Bytes frame, MutableBytes window, unsigned seed)
{
    auto const description = TRY(lz4_frame::parse_header(frame, name));
    auto const size =
        description.content_size ? *description.content_size : TRY(lz4_frame::measure(frame, description, name));
    if (size > most_content)
        return fail(errors::Code::packed_too_large, {size, most_content}, name);
    lz4_frame::Reader reader{frame, description, window, name};
    packed::UnpackedFile file(reader, size, name);
    std::minstd_rand random(seed + 1);
    std::vector<Content> memory;
    std::vector<FilePart> parts;
    for (auto count = random() % 4; count != 0; --count) {
        auto const offset = random() % (size + 1);
        memory.emplace_back(random() % (size - offset + 1));
        parts.push_back({offset, memory.back()});
    }
    TRY(file.read_parts(parts));
    Content content(static_cast<std::size_t>(size));
    TRY(file.read(0, content));
    TRY(file.finish());
    for (auto const& [offset, destination] : parts)
        require(destination.empty() ||
                std::memcmp(destination.data(), content.data() + offset, destination.size()) == 0);
    return content;
}

// All of the content at once, into as much room as it has.
bool unpacks_to(Bytes frame, Content const& content)
{
    auto const description = lz4_frame::parse_header(frame, name);
    Content whole(content.size());
    lz4_frame::Reader reader(frame, *description, whole, name);
    return reader.advance() && reader.finished() && whole == content;
}

// What liblz4 unpacks from all of these bytes, if they are a frame.
std::optional<Content> content_by_liblz4(Bytes frame)
{
    LZ4F_dctx* context = nullptr;
    require(!LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)));
    Content content(most_content + 1);
    std::size_t filled = 0, at = 0, due = 1;
    while (due != 0 && !LZ4F_isError(due)) {
        auto room = content.size() - filled, size = frame.size() - at;
        due = LZ4F_decompress(context, content.data() + filled, &room, frame.data() + at, &size, nullptr);
        filled += room;
        at += size;
        if (room == 0 && size == 0)
            break;
    }
    LZ4F_freeDecompressionContext(context);
    if (due != 0 || at != frame.size())
        return std::nullopt;
    content.resize(filled);
    return content;
}

// Reads the sequences of blocks that are known to be right.
class Walk {
public:
    explicit Walk(std::byte const* bytes) : at_{bytes} {}

    // Does every packed block end as the format demands of its makers: with 5 literals at least, and with no match that
    // starts within the last 12 bytes? We take others too; liblz4 may not.
    bool blocks_end_well(bool checksums)
    {
        constexpr std::uint32_t stored = 1u << 31;
        while (true) {
            std::uint32_t const word = overlay<Le32>(at_);
            at_ += sizeof(Le32);
            if (word == 0)
                return true;
            auto const* const end = at_ + (word & ~stored);
            if (!(word & stored) && !block_ends_well(end))
                return false;
            at_ = end + (checksums ? sizeof(Le32) : 0);
        }
    }

private:
    bool block_ends_well(std::byte const* end)
    {
        std::size_t size = 0, last_match = 0, end_of_match = 0;
        while (at_ != end) {
            auto const token = std::to_integer<std::size_t>(*at_++);
            auto const literals = length(token >> 4);
            at_ += literals;
            size += literals;
            if (at_ == end)
                break;
            at_ += 2;
            last_match = size;
            size += length(token & 15) + 4;
            end_of_match = size;
        }
        return end_of_match == 0 || (size >= end_of_match + 5 && size >= last_match + 12);
    }

    std::size_t length(std::size_t length)
    {
        if (length == 15)
            for (std::size_t more = 255; more == 255; length += more)
                more = std::to_integer<std::size_t>(*at_++);
        return length;
    }

    std::byte const* at_;
};

std::size_t window_size(unsigned choice)
{
    constexpr auto smallest = lz4_frame::Reader::history_size + 1;
    return choice < 64 ? smallest + 100 * choice * choice : smallest + choice * 4_KiB;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size < 2)
        return 0;
    auto const input = std::as_bytes(std::span(data, size)).subspan(2);
    Content frame(input.begin(), input.end());
    if (!packed::is_packed(read_at<Le32>(frame, 0).value_or(0)))
        return 0;
    seal_header(frame);
    Content window(window_size(data[0]));
    auto const content = content_of(frame, window, data[1]);
    if (!content) {
        require(!error_text::why(content.error()).view().empty());
        return 0;
    }
    require(unpacks_to(frame, *content));
    auto const description = lz4_frame::parse_header(frame, name);
    auto const theirs = content_by_liblz4(frame);
    if (theirs)
        require(*theirs == *content);
    else
        require(!Walk(frame.data() + description->header_size).blocks_end_well(description->block_checksums));
    return 0;
}
