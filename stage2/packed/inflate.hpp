// SPDX-License-Identifier: BSD-2-Clause
// Unpacks deflate streams. RFC 1951, "DEFLATE Compressed Data Format Specification version 1.3".
//
// Accepts the streams that zlib accepts: in particular, a code may be incomplete only if it is the code of lengths and
// literals or of distances, and has one symbol.
#pragma once

#include "include/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace inflater {

// A prefix code. Codes of up to fast_bits bits are found with one lookup, longer ones bit by bit.
class PrefixCode {
public:
    static constexpr unsigned longest = 15; // bits of a code
    static constexpr std::size_t most_symbols = 288;

    enum class Incomplete : std::uint8_t { refused, may_have_one_symbol };

    // Makes the code from the length of each symbol's code, at most most_symbols lengths of 0 (not used) to `longest`.
    // Returns false if there are more codes of these lengths than bits allow, or fewer: the code is incomplete. With
    // Incomplete::may_have_one_symbol, one code of one bit, or none at all, is allowed as well.
    bool make(std::span<std::uint8_t const> lengths, Incomplete incomplete);

    // The symbol whose code `bits` begins with, lowest bit first: symbol << 4 | length of its code; 0 if there is none.
    std::uint32_t find(std::uint32_t bits) const
    {
        std::uint32_t const entry = fast_.data()[bits & (fast_.size() - 1)];
        return entry != 0 ? entry : find_long(bits);
    }

private:
    static constexpr unsigned fast_bits = 10;

    void sort(std::span<std::uint8_t const> lengths);
    void fill_fast();
    std::uint32_t find_long(std::uint32_t bits) const;

    std::array<std::uint16_t, 1 << fast_bits> fast_;  // by the next bits; 0: a longer code, or none
    std::array<std::uint16_t, longest + 1> counts_;   // of codes, by length
    std::array<std::uint16_t, most_symbols> symbols_; // in the order of their codes
};

// Reads a stream lowest bit first.
class BitReader {
public:
    BitReader() = default;
    explicit BitReader(Bytes bytes)
        : next{reinterpret_cast<std::uint8_t const*>(bytes.data())}, end{next + bytes.size()}
    {}

    static constexpr unsigned least = 25; // bits that refill() makes available

    // Makes `least` bits available; behind the end of the bytes they are zeros. Returns false if such zeros were taken.
    bool refill()
    {
        if (end - next < 4)
            return refill_at_end();
        std::uint32_t word;
        __builtin_memcpy(&word, next, sizeof word); // the loader and its hosts are little-endian
        buffer |= word << count;
        next += (31 - count) >> 3;
        count |= 24;
        return true;
    }

    // Whether zeros from behind the end were taken.
    bool is_overdrawn() const { return borrowed * 8 > count; }

    void drop(unsigned bits)
    {
        buffer >>= bits;
        count -= bits;
    }

    // The next `bits` bits, at most `least`, which must be available.
    std::uint32_t take(unsigned bits)
    {
        auto const value = buffer & ((1u << bits) - 1);
        drop(bits);
        return value;
    }

    // Drops the rest of a byte, and makes `next` the next byte. Precondition: not is_overdrawn().
    void align();

    std::uint8_t const* next = nullptr; // the next byte for the buffer
    std::uint8_t const* end = nullptr;
    // The lowest `count` bits are available, up to 31; those above are 0 or equal to the bits at `next`.
    std::uint32_t buffer = 0;
    unsigned count = 0;
    unsigned borrowed = 0; // bytes of zeros in the buffer that stand for bytes behind the end

private:
    bool refill_at_end();
};

enum class Status : std::uint8_t {
    window_full,
    ended, // the last block has ended
    damaged,
    ends_early, // the bytes end before the stream does
};

class Decoder {
public:
    // The maximum distance of a match, in bytes.
    static constexpr std::size_t history_size = 32 << 10;

    // `bytes` starts with a stream, and must outlive the decoder.
    void start(Bytes bytes);

    // Appends to the `filled` bytes in `window`, until the window is full and more must follow, or the stream ends. The
    // window must hold the last history_size bytes of the content, or all of it.
    Status unpack(MutableBytes window, std::size_t& filled);

    // The number of bytes that were read, including the one whose last bits were not needed.
    std::size_t bytes_read() const;

private:
    enum class Step : std::uint8_t { next_block, stored, codes };

    struct Window {
        std::byte* begin;
        std::byte* next;
        std::byte* end;
    };

    // These return `window_full` and `ended` as Status says; `block_ended` if the block has ended.
    static constexpr auto block_ended = Status{0xFF};
    Status open_block();
    Status open_stored();
    Status copy_stored(Window& window);
    Status unpack_codes(Window& window);
    std::uint32_t copy_literals(Window& window);
    bool read_match(std::uint32_t length_symbol);
    bool copy_match(Window& window);
    Status read_codes();
    bool make_fixed_codes();
    Status fault() const;

    std::byte const* begin_ = nullptr;
    BitReader bits_;
    Step step_ = Step::next_block;
    bool is_last_ = false;
    std::uint32_t stored_ = 0; // bytes still to copy
    std::uint32_t match_ = 0;  // the same
    std::uint32_t distance_ = 0;
    PrefixCode literals_, distances_;
};

} // namespace inflater
