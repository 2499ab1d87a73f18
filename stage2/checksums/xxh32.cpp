// SPDX-License-Identifier: BSD-2-Clause
// XXH32, lane by lane.
#include "stage2/checksums/xxh32.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace xxh32 {

namespace {

std::uint32_t word_at(std::byte const* bytes)
{
    std::uint32_t word;
    __builtin_memcpy(&word, bytes, sizeof word);
    return word;
}

} // namespace

void Checksum::add_stripes(std::byte const* bytes, std::size_t count)
{
    auto [a, b, c, d] = lanes_;
    auto const round = [](std::uint32_t lane, std::uint32_t word) {
        return std::rotl(lane + word * prime2, 13) * prime1;
    };
    for (; count != 0; --count, bytes += stripe_size) {
        a = round(a, word_at(bytes));
        b = round(b, word_at(bytes + 4));
        c = round(c, word_at(bytes + 8));
        d = round(d, word_at(bytes + 12));
    }
    lanes_ = {a, b, c, d};
}

void Checksum::add(Bytes bytes)
{
    size_ += bytes.size();
    auto const* from = bytes.data();
    auto left = bytes.size();
    if (rest_size_ != 0) {
        auto const size = std::min(left, stripe_size - rest_size_);
        std::copy_n(from, size, rest_.data() + rest_size_); // not memcpy: empty `bytes` may have a null pointer
        rest_size_ += size;
        from += size;
        left -= size;
        if (rest_size_ < stripe_size)
            return;
        add_stripes(rest_.data(), 1);
        rest_size_ = 0;
    }
    add_stripes(from, left / stripe_size);
    rest_size_ = left % stripe_size;
    if (rest_size_ != 0)
        std::memcpy(rest_.data(), from + (left - rest_size_), rest_size_);
}

std::uint32_t Checksum::value() const
{
    auto const& [a, b, c, d] = lanes_;
    auto hash = size_ >= stripe_size ? std::rotl(a, 1) + std::rotl(b, 7) + std::rotl(c, 12) + std::rotl(d, 18) : prime5;
    hash += static_cast<std::uint32_t>(size_);
    std::size_t at = 0;
    for (; at + 4 <= rest_size_; at += 4)
        hash = std::rotl(hash + word_at(&rest_[at]) * prime3, 17) * prime4;
    for (; at < rest_size_; ++at)
        hash = std::rotl(hash + static_cast<std::uint8_t>(rest_[at]) * prime5, 11) * prime1;
    hash = (hash ^ hash >> 15) * prime2;
    hash = (hash ^ hash >> 13) * prime3;
    return hash ^ hash >> 16;
}

} // namespace xxh32
