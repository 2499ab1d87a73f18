// XXH32 of data that comes in pieces of any size.
#include "stage2/checksums/xxh32.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace xxh32 {

namespace {

using stripes::prime1, stripes::prime3;
constexpr std::uint32_t prime4 = 0x27D4EB2F;
constexpr std::uint32_t prime5 = 0x165667B1;

std::uint32_t word_at(std::byte const* bytes)
{
    std::uint32_t word;
    __builtin_memcpy(&word, bytes, sizeof word);
    return word;
}

} // namespace

void Checksum::add(Bytes bytes)
{
    size_ += bytes.size();
    auto const* from = bytes.data();
    auto left = bytes.size();
    if (rest_size_ != 0) {
        auto const size = std::min(left, stripes::size - rest_size_);
        std::copy_n(from, size, rest_.data() + rest_size_); // not memcpy: empty `bytes` may have a null pointer
        rest_size_ += size;
        from += size;
        left -= size;
        if (rest_size_ < stripes::size)
            return;
        stripes::add_by_xxh32(lanes_, rest_.data(), 1);
        rest_size_ = 0;
    }
    stripes::add_by_xxh32(lanes_, from, left / stripes::size);
    rest_size_ = left % stripes::size;
    if (rest_size_ != 0)
        std::memcpy(rest_.data(), from + (left - rest_size_), rest_size_);
}

std::uint32_t Checksum::value() const
{
    auto hash = size_ >= stripes::size ? stripes::merge(lanes_) : prime5;
    hash += static_cast<std::uint32_t>(size_);
    std::size_t at = 0;
    for (; at + 4 <= rest_size_; at += 4)
        hash = std::rotl(hash + word_at(&rest_[at]) * prime3, 17) * prime4;
    for (; at < rest_size_; ++at)
        hash = std::rotl(hash + static_cast<std::uint8_t>(rest_[at]) * prime5, 11) * prime1;
    return stripes::finish(hash);
}

} // namespace xxh32
