// SPDX-License-Identifier: BSD-2-Clause
// LZ4 frames, as the lz4 tool writes them. lz4, "LZ4 Frame Format Description" 1.6.
//
// A frame is unpacked through a window. Matches reach back at most 64 KiB, so only that part of the content is kept.
// Every checksum in the frame is verified; data after the frame are an error.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/checksums/xxh32.hpp"
#include "stage2/packed/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lz4_frame {

// The contents of the frame's header.
struct Description {
    bool independent_blocks; // matches do not reach outside their block
    bool block_checksums;
    bool content_checksum;
    std::uint32_t largest_block; // bytes, unpacked
    std::optional<std::uint64_t> content_size;
    std::size_t header_size; // bytes
};

// Verifies the header's checksum. Refuses dictionaries and other versions of the format. `name` is the file's name, for
// errors.
Result<Description> parse_header(Bytes packed, std::string_view name);

// Unpacks a frame from start to end.
class Reader final : public packed::Reader {
public:
    // The maximum distance of a match, in bytes.
    static constexpr std::size_t history_size = 64 << 10;

    // `packed`: the whole file. `window`: more than history_size bytes, where a larger window means fewer moves of the
    // history; or exactly the size of the content, which one call of advance() then unpacks. Both must outlive the reader.
    Reader(Bytes packed, Description const& description, MutableBytes window, std::string_view name);

    Result<bool> advance() override;
    void begin_again() override;

private:
    struct Block {
        std::byte const* next; // next packed byte
        std::byte const* end;
        std::uint32_t size;        // unpacked bytes so far
        std::uint32_t literals;    // still to copy
        std::uint32_t match;       // still to copy
        std::uint32_t offset;      // distance of the match
        std::uint32_t match_token; // length field of the match, while the literals are copied
        bool stored;               // not packed
        bool open;
    };

    std::size_t room() const { return window_.size() - filled_; }
    bool is_full() const { return room() == 0 && (block_.literals != 0 || block_.match != 0); }
    std::size_t place() const { return static_cast<std::size_t>(next_ - packed_.data()); }
    std::unexpected<Failure> damaged() const;
    Result<std::uint32_t> take_word();
    Result<void> open_block();
    Result<void> finish_frame();
    Result<void> unpack_block();
    Result<void> copy_literals();
    Result<void> copy_match();
    Result<void> add_length(std::uint32_t& length);
    Result<void> begin_sequence();
    Result<void> begin_match();

    Description description_;
    std::byte const* next_ = nullptr; // next byte in packed_ after the current block
    Block block_{};
    xxh32::Checksum content_{};
};

// The size of the content if the header does not contain it: adds the lengths, without copying.
Result<std::uint64_t> measure(Bytes packed, Description const& description, std::string_view name);

} // namespace lz4_frame
