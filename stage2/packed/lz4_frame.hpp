// LZ4 frames, as the lz4 tool writes them. lz4, "LZ4 Frame Format Description" 1.6.
//
// A frame is unpacked through a window: matches reach back 64 KiB at most, so that is all of the content that is kept.
// Every checksum that the frame has is verified; what is behind the frame is refused.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/checksums/xxh32.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lz4_frame {

// What the frame's header says.
struct Description {
    bool independent_blocks; // no match reaches out of its block
    bool block_checksums;
    bool content_checksum;
    std::uint32_t largest_block; // bytes, unpacked
    std::optional<std::uint64_t> content_size;
    std::size_t header_size; // bytes
};

// Checks the header's own checksum, and refuses dictionaries and what other versions of the format may mean. `name` is
// the file's, for errors.
Result<Description> parse_header(Bytes packed, std::string_view name);

// Unpacks a frame from its start to its end, as often as begin_again() is called.
class Reader {
public:
    // How far a match reaches back.
    static constexpr std::size_t history_size = 64 << 10;

    // `packed` is all of the file. `window` has more than history_size bytes, the more the fewer times they are moved.
    // Both must outlive the reader.
    Reader(Bytes packed, Description const& description, MutableBytes window, std::string_view name);

    // Unpacks until the window is full; false when the end had been reached before, where all checksums are verified.
    Result<bool> advance();

    void begin_again();

    // What the window shows of the content: the bytes [begin(), end()).
    std::uint64_t begin() const { return end_ - filled_; }
    std::uint64_t end() const { return end_; }
    Bytes window() const { return window_.first(filled_); }

private:
    struct Block {
        std::byte const* next; // packed bytes not read yet
        std::byte const* end;
        std::uint32_t size;        // bytes, unpacked, so far
        std::uint32_t literals;    // still to be copied
        std::uint32_t match;       // the same
        std::uint32_t offset;      // how far back the match is
        std::uint32_t match_token; // the token's lower half, while its literals are copied
        bool stored;               // not packed
        bool open;
    };

    std::size_t room() const { return window_.size() - filled_; }
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

    Bytes packed_;
    Description description_;
    MutableBytes window_;
    std::string_view name_;

    std::byte const* next_ = nullptr; // in packed_
    std::size_t filled_ = 0;          // of the window
    std::uint64_t end_ = 0;           // of what was unpacked
    bool finished_ = false;
    Block block_{};
    xxh32::Checksum content_{};
};

// The size of the content where the header does not say it: adds up lengths, without copying.
Result<std::uint64_t> measure(Bytes packed, Description const& description, std::string_view name);

} // namespace lz4_frame
