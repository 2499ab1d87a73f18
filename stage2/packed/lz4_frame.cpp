// SPDX-License-Identifier: BSD-2-Clause
// Unpacks LZ4 frames. lz4, "LZ4 Frame Format Description" 1.6, "LZ4 Block Format Description".
#include "stage2/packed/lz4_frame.hpp"

#include "stage2/memory/bulk.hpp"

#include <algorithm>

namespace lz4_frame {

namespace {

using errors::Code;

constexpr std::size_t magic_size = 4;
constexpr std::uint32_t stored_block = 1u << 31; // flag in a block's size: the block is not packed
constexpr std::uint32_t end_mark = 0;            // instead of a block's size
constexpr std::uint32_t shortest_match = 4;

} // namespace

Result<Description> parse_header(Bytes packed, std::string_view name)
{
    constexpr std::uint8_t version_mask = 0xC0, version = 0x40, independent = 0x20, block_checksum = 0x10,
                           content_size = 0x08, content_checksum = 0x04, reserved = 0x02, dictionary = 0x01;
    constexpr std::uint8_t size_code_shift = 4, size_code_mask = 7, smallest_size_code = 4, reserved_of_sizes = 0x8F;
    std::size_t at = magic_size;
    auto const ends_early = [&] { return fail(Code::packed_ends_early, {packed.size()}, name); };
    if (packed.size() < at + 3)
        return ends_early();
    auto const flags = static_cast<std::uint8_t>(packed[at]);
    auto const sizes = static_cast<std::uint8_t>(packed[at + 1]);
    if ((flags & version_mask) != version || (flags & reserved) || (sizes & reserved_of_sizes) ||
        (sizes >> size_code_shift & size_code_mask) < smallest_size_code)
        return fail(Code::packed_version_unknown, {flags, sizes}, name);
    if (packed.size() < at + 3 + (flags & content_size ? 8 : 0) + (flags & dictionary ? 4 : 0))
        return ends_early();

    Description description{.independent_blocks = (flags & independent) != 0,
                            .block_checksums = (flags & block_checksum) != 0,
                            .content_checksum = (flags & content_checksum) != 0,
                            .largest_block = 256u << 2 * (sizes >> size_code_shift),
                            .content_size = {},
                            .header_size = 0};
    at += 2;
    if (flags & content_size) {
        description.content_size = *read_at<Le64>(packed, at);
        at += 8;
    }
    auto const dictionary_at = at;
    if (flags & dictionary)
        at += 4;
    std::uint32_t const computed = xxh32::of(packed.subspan(magic_size, at - magic_size)) >> 8 & 0xFF;
    auto const stored = static_cast<std::uint8_t>(packed[at]);
    if (computed != stored)
        return fail(Code::packed_checksum, {computed, stored, at}, name);
    if (flags & dictionary)
        return fail(Code::packed_needs_dictionary, {*read_at<Le32>(packed, dictionary_at)}, name);
    description.header_size = at + 1;
    return description;
}

Reader::Reader(Bytes packed, Description const& description, MutableBytes window, std::string_view name)
    : packed::Reader{packed, window, name}, description_{description}
{
    begin_again();
}

void Reader::begin_again()
{
    next_ = packed_.data() + description_.header_size;
    filled_ = 0;
    end_ = 0;
    finished_ = false;
    block_ = {};
    content_ = {};
}

Result<bool> Reader::advance()
{
    if (finished_)
        return false;
    keep_history(history_size);
    auto const before = filled_;
    while (!finished_ && !is_full())
        TRY(block_.open ? unpack_block() : open_block());
    if (description_.content_checksum)
        content_.add(window_.subspan(before, filled_ - before));
    if (finished_)
        TRY(finish_frame());
    return true;
}

std::unexpected<Failure> Reader::damaged() const
{
    auto const* const at = block_.open ? block_.next : next_;
    return fail(Code::packed_damaged, {static_cast<std::uint64_t>(at - packed_.data())}, name_);
}

Result<std::uint32_t> Reader::take_word()
{
    if (packed_.size() - place() < sizeof(Le32))
        return fail(Code::packed_ends_early, {packed_.size()}, name_);
    std::uint32_t const word = *read_at<Le32>(packed_, place());
    next_ += sizeof(Le32);
    return word;
}

Result<void> Reader::open_block()
{
    auto const word = TRY(take_word());
    if (word == end_mark) {
        finished_ = true;
        return {};
    }
    auto const size = word & ~stored_block;
    if (size > description_.largest_block)
        return damaged();
    if (size > packed_.size() - place())
        return fail(Code::packed_ends_early, {packed_.size()}, name_);
    block_ = {.next = next_,
              .end = next_ + size,
              .size = 0,
              .literals = 0,
              .match = 0,
              .offset = 0,
              .match_token = 0,
              .stored = (word & stored_block) != 0,
              .open = true};
    if (block_.stored)
        block_.literals = size;
    next_ += size;
    if (!description_.block_checksums)
        return {};
    auto const computed = xxh32::of({block_.next, size});
    auto const stored = TRY(take_word());
    if (computed != stored)
        return fail(Code::packed_checksum, {computed, stored, place() - sizeof(Le32)}, name_);
    return {};
}

Result<void> Reader::finish_frame()
{
    if (description_.content_checksum) {
        auto const computed = content_.value();
        auto const stored = TRY(take_word());
        if (computed != stored)
            return fail(Code::packed_checksum, {computed, stored, place() - sizeof(Le32)}, name_);
    }
    if (description_.content_size && *description_.content_size != end_)
        return fail(Code::packed_size_wrong, {*description_.content_size, end_}, name_);
    if (place() != packed_.size())
        return fail(Code::packed_more_behind, {packed_.size() - place(), place()}, name_);
    return {};
}

// Continues the block until it ends or the window is full.
Result<void> Reader::unpack_block()
{
    while (!is_full()) {
        if (block_.literals != 0)
            TRY(copy_literals());
        else if (block_.match != 0)
            TRY(copy_match());
        else if (block_.next == block_.end) {
            block_.open = false;
            return {};
        } else {
            TRY(begin_sequence());
        }
    }
    return {};
}

Result<void> Reader::begin_sequence()
{
    auto const token = static_cast<std::uint8_t>(*block_.next++);
    block_.literals = token >> 4;
    block_.match_token = token & 15;
    TRY(add_length(block_.literals));
    if (block_.literals > static_cast<std::size_t>(block_.end - block_.next))
        return damaged();
    return block_.literals == 0 ? begin_match() : Result<void>{};
}

// The last literals of a block are not followed by a match.
Result<void> Reader::begin_match()
{
    if (block_.stored || block_.next == block_.end)
        return {};
    if (block_.end - block_.next < 2)
        return damaged();
    block_.offset = static_cast<std::uint32_t>(block_.next[0]) | static_cast<std::uint32_t>(block_.next[1]) << 8;
    block_.next += 2;
    block_.match = block_.match_token;
    TRY(add_length(block_.match));
    block_.match += shortest_match;
    std::size_t const reach = description_.independent_blocks ? block_.size : filled_;
    if (block_.offset == 0 || block_.offset > reach)
        return damaged();
    return {};
}

// A length of 15 continues in the following bytes, up to and including the first that is not 255.
Result<void> Reader::add_length(std::uint32_t& length)
{
    if (length != 15)
        return {};
    for (std::uint32_t byte = 255; byte == 255; length += byte) {
        if (block_.next == block_.end)
            return damaged();
        byte = static_cast<std::uint8_t>(*block_.next++);
    }
    return {};
}

Result<void> Reader::copy_literals()
{
    auto const size = static_cast<std::uint32_t>(std::min<std::size_t>(block_.literals, room()));
    if (size > description_.largest_block - block_.size)
        return damaged();
    bulk::copy({window_.data() + filled_, size}, {block_.next, size});
    block_.next += size;
    block_.literals -= size;
    block_.size += size;
    filled_ += size;
    end_ += size;
    return block_.literals == 0 ? begin_match() : Result<void>{};
}

Result<void> Reader::copy_match()
{
    auto const size = static_cast<std::uint32_t>(std::min<std::size_t>(block_.match, room()));
    if (size > description_.largest_block - block_.size)
        return damaged();
    bulk::repeat(window_.data() + filled_, block_.offset, size);
    block_.match -= size;
    block_.size += size;
    filled_ += size;
    end_ += size;
    if (block_.match == 0)
        block_.offset = 0;
    return {};
}

namespace {

// Computes the content's size from the lengths in the frame.
class Scan {
public:
    Scan(Bytes packed, std::string_view name) : packed_{packed}, name_{name} {}

    Result<std::uint64_t> content_of_blocks(Description const& description)
    {
        std::uint64_t size = 0;
        at_ = description.header_size;
        while (true) {
            TRY(need(sizeof(Le32), packed_.size()));
            std::uint32_t const word = *read_at<Le32>(packed_, at_);
            at_ += sizeof(Le32);
            if (word == end_mark)
                return size;
            auto const block_size = word & ~stored_block;
            TRY(need(block_size, packed_.size()));
            auto const end = at_ + block_size;
            size += word & stored_block ? block_size : TRY(content_of_block(end));
            at_ = end;
            if (description.block_checksums) {
                TRY(need(sizeof(Le32), packed_.size()));
                at_ += sizeof(Le32);
            }
        }
    }

private:
    Result<std::uint64_t> content_of_block(std::size_t end)
    {
        std::uint64_t size = 0;
        while (at_ != end) {
            std::size_t const token = TRY(byte(end));
            auto const literals = TRY(length(token >> 4, end));
            TRY(need(literals, end));
            at_ += literals;
            size += literals;
            if (at_ == end)
                break;
            TRY(need(2, end));
            at_ += 2;
            size += TRY(length(token & 15, end)) + shortest_match;
        }
        return size;
    }

    Result<std::size_t> byte(std::size_t end)
    {
        TRY(need(1, end));
        return static_cast<std::size_t>(packed_[at_++]);
    }

    Result<std::size_t> length(std::size_t length, std::size_t end)
    {
        if (length == 15)
            for (std::size_t more = 255; more == 255; length += more)
                more = TRY(byte(end));
        return length;
    }

    Result<void> need(std::size_t size, std::size_t end) const
    {
        if (size <= end - at_)
            return {};
        if (end == packed_.size())
            return fail(Code::packed_ends_early, {packed_.size()}, name_);
        return fail(Code::packed_damaged, {at_}, name_);
    }

    Bytes packed_;
    std::string_view name_;
    std::size_t at_ = 0;
};

} // namespace

Result<std::uint64_t> measure(Bytes packed, Description const& description, std::string_view name)
{
    return Scan{packed, name}.content_of_blocks(description);
}

} // namespace lz4_frame
