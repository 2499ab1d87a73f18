// The loops over the stripes. They process each byte of a kernel: so they use raw pointers, and test for their end behind
// the work of a round.
#include "stage2/checksums/stripes.hpp"

#include <bit>

namespace stripes {

namespace {

// Allowed to alias any object; little-endian, as the loader and its hosts are.
using Word [[gnu::may_alias, gnu::aligned(1)]] = std::uint32_t;

std::uint32_t xxh32_round(std::uint32_t lane, std::uint32_t word)
{
    return std::rotl(lane + word * prime2, 13) * prime1;
}

} // namespace

void add_by_xxh32(Lanes& lanes, std::byte const* bytes, std::size_t count)
{
    auto [a, b, c, d] = lanes;
    auto const* word = reinterpret_cast<Word const*>(bytes);
    auto const* const end = word + 4 * count;
    if (word == end)
        return;
    do {
        a = xxh32_round(a, word[0]);
        b = xxh32_round(b, word[1]);
        c = xxh32_round(c, word[2]);
        d = xxh32_round(d, word[3]);
        word += 4;
    } while (word != end);
    lanes = {a, b, c, d};
}

#if defined(__i386__) || defined(__x86_64__)

namespace {

void add_crc32c(std::uint32_t& lane, Word const& word)
{
    asm("crc32l %1, %0" : "+r"(lane) : "m"(word));
}

} // namespace

void add_by_crc32c(Lanes& lanes, std::byte const* bytes, std::size_t count)
{
    constexpr std::size_t per_round = 8; // stripes: the most that displacements of one byte reach
    auto [a, b, c, d] = lanes;
    auto const* word = reinterpret_cast<Word const*>(bytes);
    auto const add_stripe = [&](Word const* stripe) {
        add_crc32c(a, stripe[0]);
        add_crc32c(b, stripe[1]);
        add_crc32c(c, stripe[2]);
        add_crc32c(d, stripe[3]);
    };
    auto const* const end = word + 4 * count;
    for (; count % per_round != 0; --count, word += 4)
        add_stripe(word);
    if (count != 0)
        do {
#pragma GCC unroll 8
            for (std::size_t i = 0; i < per_round; ++i)
                add_stripe(word + 4 * i);
            word += 4 * per_round;
        } while (word != end);
    lanes = {a, b, c, d};
}

#endif

std::uint32_t Checksum::value() const
{
    return finish(merge(lanes_) + static_cast<std::uint32_t>(count_ * size));
}

} // namespace stripes
