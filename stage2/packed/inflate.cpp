// SPDX-License-Identifier: BSD-2-Clause
// The deflate decoder. The window's bytes are written through raw pointers whose room is checked first.
#include "stage2/packed/inflate.hpp"

#include "stage2/memory/bulk.hpp"

#include <algorithm>

namespace inflater {

namespace {

constexpr unsigned length_bits = 4; // of an entry of PrefixCode
constexpr std::uint32_t length_mask = (1 << length_bits) - 1;

// What a symbol stands for: a length or distance, to which extra bits from the stream are added.
struct Range {
    std::uint16_t first;
    std::uint16_t extra_bits;
};

constexpr std::uint32_t end_of_block = 256;
constexpr std::uint32_t literals_end = end_of_block << length_bits; // entries of literals are lower

// RFC 1951 (3.2.5). The extra bits grow by one every `step` symbols; each range begins where the one before ends.
template <std::size_t size>
consteval std::array<Range, size> ranges(unsigned first, unsigned step)
{
    std::array<Range, size> result{};
    for (unsigned symbol = 0; symbol < size; ++symbol) {
        auto const extra = symbol < 2 * step ? 0 : symbol / step - 1;
        result[symbol] = {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(extra)};
        first += 1u << extra;
    }
    return result;
}

consteval std::array<Range, 29> length_ranges()
{
    auto result = ranges<29>(3, 4);
    result[28] = {258, 0}; // the exception
    return result;
}

constexpr auto lengths_of_symbols = length_ranges(); // from symbol 257 on
constexpr auto distances_of_symbols = ranges<30>(1, 2);
static_assert(lengths_of_symbols[27].first == 227 && lengths_of_symbols[27].extra_bits == 5);
static_assert(distances_of_symbols[29].first == 24577 && distances_of_symbols[29].extra_bits == 13);

constexpr std::uint32_t reversed(std::uint32_t code, unsigned bits)
{
    std::uint32_t result = 0;
    for (; bits != 0; --bits, code >>= 1)
        result = result << 1 | (code & 1);
    return result;
}

} // namespace

bool PrefixCode::make(std::span<std::uint8_t const> lengths, Incomplete incomplete)
{
    sort(lengths);
    int unused = 1; // codes of the current length
    unsigned used = 0;
    for (unsigned length = 1; length <= longest; ++length) {
        unused = 2 * unused - counts_[length];
        used += counts_[length];
        if (unused < 0)
            return false;
    }
    if (unused != 0 && (incomplete == Incomplete::refused || used != counts_[1]))
        return false;
    fill_fast();
    return true;
}

void PrefixCode::sort(std::span<std::uint8_t const> lengths)
{
    counts_.fill(0);
    for (auto const length : lengths)
        ++counts_[length];
    counts_[0] = 0;
    std::array<std::uint16_t, longest + 2> starts{};
    for (unsigned length = 1; length <= longest; ++length)
        starts[length + 1] = static_cast<std::uint16_t>(starts[length] + counts_[length]);
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol)
        if (auto const length = lengths[symbol]; length != 0)
            symbols_[starts[length]++] = static_cast<std::uint16_t>(symbol);
}

// RFC 1951 (3.2.2): the codes of one length are consecutive numbers, in the order of the symbols; the first of them
// follows the last shorter code. The stream has a code's highest bit first.
void PrefixCode::fill_fast()
{
    bulk::clear(std::as_writable_bytes(std::span(fast_)));
    std::uint32_t code = 0;
    std::size_t index = 0;
    for (unsigned length = 1; length <= fast_bits; ++length, code <<= 1)
        for (auto left = counts_[length]; left != 0; --left, ++code) {
            auto const entry = static_cast<std::uint16_t>(symbols_[index++] << length_bits | length);
            for (auto bits = reversed(code, length); bits < fast_.size(); bits += 1u << length)
                fast_[bits] = entry;
        }
}

std::uint32_t PrefixCode::find_long(std::uint32_t bits) const
{
    std::uint32_t code = 0, first = 0; // the first code of this length
    std::size_t index = 0;             // of its symbol
    for (unsigned length = 1; length <= longest; ++length, bits >>= 1) {
        code = code << 1 | (bits & 1);
        std::uint32_t const count = counts_[length];
        if (code - first < count)
            return static_cast<std::uint32_t>(symbols_[index + (code - first)]) << length_bits | length;
        index += count;
        first = (first + count) << 1;
    }
    return 0;
}

bool BitReader::refill_at_end()
{
    if (is_overdrawn())
        return false;
    for (; count < least; count += 8)
        if (next != end)
            buffer |= static_cast<std::uint32_t>(*next++) << count;
        else
            ++borrowed;
    return true;
}

void BitReader::align()
{
    next -= count / 8 - borrowed;
    buffer = count = borrowed = 0;
}

void Decoder::start(Bytes bytes)
{
    begin_ = bytes.data();
    bits_ = BitReader{bytes};
    step_ = Step::next_block;
    is_last_ = false;
    match_ = 0;
}

std::size_t Decoder::bytes_read() const
{
    auto const taken = static_cast<std::size_t>(reinterpret_cast<std::byte const*>(bits_.next) - begin_);
    return bits_.is_overdrawn() ? taken : taken - (bits_.count / 8 - bits_.borrowed);
}

// If bits behind the end were taken, they are what is wrong.
Status Decoder::fault() const
{
    return bits_.is_overdrawn() ? Status::ends_early : Status::damaged;
}

Status Decoder::unpack(MutableBytes window, std::size_t& filled)
{
    Window output{window.data(), window.data() + filled, window.data() + window.size()};
    Status status = block_ended;
    while (status == block_ended)
        switch (step_) {
        case Step::next_block: status = is_last_ ? Status::ended : open_block(); break;
        case Step::stored: status = copy_stored(output); break;
        case Step::codes: status = unpack_codes(output); break;
        }
    filled = static_cast<std::size_t>(output.next - output.begin);
    return status == Status::ended && bits_.is_overdrawn() ? Status::ends_early : status;
}

// RFC 1951 (3.2.3).
Status Decoder::open_block()
{
    if (!bits_.refill())
        return Status::ends_early;
    is_last_ = bits_.take(1) != 0;
    step_ = Step::codes;
    switch (bits_.take(2)) {
    case 0: return open_stored();
    case 1: return make_fixed_codes() ? block_ended : fault();
    case 2: return read_codes();
    default: return fault();
    }
}

// RFC 1951 (3.2.4).
Status Decoder::open_stored()
{
    if (bits_.is_overdrawn())
        return Status::ends_early;
    bits_.align();
    if (bits_.end - bits_.next < 4)
        return Status::ends_early;
    auto const& sizes = overlay<std::array<Le16, 2>>(reinterpret_cast<std::byte const*>(bits_.next));
    stored_ = sizes[0];
    if ((stored_ ^ sizes[1]) != 0xFFFF)
        return Status::damaged;
    bits_.next += 4;
    step_ = Step::stored;
    return stored_ > static_cast<std::size_t>(bits_.end - bits_.next) ? Status::ends_early : block_ended;
}

Status Decoder::copy_stored(Window& window)
{
    auto const size =
        static_cast<std::uint32_t>(std::min<std::size_t>(stored_, static_cast<std::size_t>(window.end - window.next)));
    bulk::copy({window.next, size}, {reinterpret_cast<std::byte const*>(bits_.next), size});
    window.next += size;
    bits_.next += size;
    stored_ -= size;
    if (stored_ != 0)
        return Status::window_full;
    step_ = Step::next_block;
    return block_ended;
}

// RFC 1951 (3.2.6).
bool Decoder::make_fixed_codes()
{
    std::array<std::uint8_t, PrefixCode::most_symbols> lengths;
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol)
        lengths[symbol] = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
    auto const made = literals_.make(lengths, PrefixCode::Incomplete::refused);
    lengths.fill(5);
    return made && distances_.make(std::span(lengths).first(32), PrefixCode::Incomplete::refused);
}

// RFC 1951 (3.2.7).
Status Decoder::read_codes()
{
    constexpr std::array<std::uint8_t, 19> order{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    constexpr std::size_t most_literals = 286, most_distances = 30;
    std::size_t const literals = 257 + bits_.take(5), distances = 1 + bits_.take(5);
    if (literals > most_literals || distances > most_distances)
        return fault();
    std::array<std::uint8_t, most_literals + most_distances> lengths{};
    std::size_t const lengths_of_lengths = 4 + bits_.take(4);
    for (std::size_t i = 0; i < lengths_of_lengths; ++i) {
        if (!bits_.refill())
            return Status::ends_early;
        lengths[order[i]] = static_cast<std::uint8_t>(bits_.take(3));
    }
    auto& code = distances_; // until the lengths are known
    if (!code.make(std::span(lengths).first(order.size()), PrefixCode::Incomplete::refused))
        return fault();
    std::size_t const due = literals + distances;
    std::uint8_t length = 0;
    for (std::size_t at = 0; at < due;) {
        if (!bits_.refill())
            return Status::ends_early;
        auto const entry = code.find(bits_.buffer); // never 0: the code is complete
        bits_.drop(entry & length_mask);
        auto const symbol = entry >> length_bits;
        std::size_t times = 1;
        switch (symbol) {
        case 16:
            if (at == 0)
                return fault();
            times = 3 + bits_.take(2);
            break;
        case 17: length = 0, times = 3 + bits_.take(3); break;
        case 18: length = 0, times = 11 + bits_.take(7); break;
        default: length = static_cast<std::uint8_t>(symbol);
        }
        if (times > due - at)
            return fault();
        for (; times != 0; --times)
            lengths[at++] = length;
    }
    using enum PrefixCode::Incomplete;
    auto const all = std::span(lengths).first(due);
    if (lengths[end_of_block] == 0 || !literals_.make(all.first(literals), may_have_one_symbol) ||
        !distances_.make(all.subspan(literals), may_have_one_symbol))
        return fault();
    return block_ended;
}

// Copies what fits of the match. Returns false if the window is full.
bool Decoder::copy_match(Window& window)
{
    auto const size =
        static_cast<std::uint32_t>(std::min<std::size_t>(match_, static_cast<std::size_t>(window.end - window.next)));
    bulk::repeat(window.next, distance_, size);
    window.next += size;
    match_ -= size;
    return match_ == 0;
}

Status Decoder::unpack_codes(Window& window)
{
    while (match_ == 0 || copy_match(window)) {
        auto const entry = copy_literals(window);
        if (entry != 0 && entry < literals_end)
            return Status::window_full; // the literal is still in the stream
        bits_.drop(entry & length_mask);
        auto const symbol = entry >> length_bits;
        if (symbol == end_of_block) {
            step_ = Step::next_block;
            return block_ended;
        }
        if (entry == 0 || !read_match(symbol - end_of_block - 1) ||
            distance_ > static_cast<std::size_t>(window.next - window.begin))
            return fault();
    }
    return Status::window_full;
}

// Copies literals until there is no more room or another symbol follows. Returns the entry of that symbol or of the
// literal without room, which is still in the stream; 0 if the bits are no code, or end.
std::uint32_t Decoder::copy_literals(Window& window)
{
    constexpr unsigned most_of_length = PrefixCode::longest + 5; // bits: a code and extra bits
    auto bits = bits_; // copied, because for the compiler each byte written may change a member
    auto* to = window.next;
    std::uint32_t entry = 0;
    while (bits.count >= most_of_length || bits.refill()) {
        entry = literals_.find(bits.buffer);
        if (entry == 0 || entry >= literals_end || to == window.end)
            break;
        bits.drop(entry & length_mask);
        *to++ = static_cast<std::byte>(entry >> length_bits);
        entry = 0;
    }
    bits_ = bits;
    window.next = to;
    return entry;
}

// Reads the extra bits of a length, and the distance. Returns false if one of them does not exist or the bits end.
bool Decoder::read_match(std::uint32_t length_symbol)
{
    if (length_symbol >= lengths_of_symbols.size())
        return false;
    auto const& length = lengths_of_symbols[length_symbol];
    match_ = length.first + bits_.take(length.extra_bits);
    if (!bits_.refill())
        return false;
    auto const entry = distances_.find(bits_.buffer);
    bits_.drop(entry & length_mask);
    auto const symbol = entry >> length_bits;
    if (entry == 0 || symbol >= distances_of_symbols.size())
        return false;
    auto const& distance = distances_of_symbols[symbol];
    if (bits_.count < distance.extra_bits && !bits_.refill())
        return false;
    distance_ = distance.first + bits_.take(distance.extra_bits);
    return true;
}

} // namespace inflater
