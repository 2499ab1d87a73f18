// Bytes from outside: little-endian fields of any alignment, and a read that cannot leave its buffer.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

using Bytes = std::span<std::byte const>;
using MutableBytes = std::span<std::byte>;

// An integer as it lies on disk: little-endian, alignment 1, so structures made of it have no padding.
template <typename Integer>
class LittleEndian {
public:
    constexpr LittleEndian() = default;
    constexpr LittleEndian(Integer value)
    {
        for (auto& byte : bytes_) {
            byte = static_cast<std::uint8_t>(value);
            value = static_cast<Integer>(sizeof(Integer) == 1 ? 0 : value >> 8);
        }
    }

    constexpr operator Integer() const
    {
        // A plain load where memory is little-endian, too: compilers that optimize for size do not see it in the loop.
        if constexpr (std::endian::native == std::endian::little)
            return std::bit_cast<Integer>(bytes_);
        Integer value = 0;
        for (std::size_t i = sizeof(Integer); i-- > 0;)
            value = static_cast<Integer>((sizeof(Integer) == 1 ? 0 : value << 8) | bytes_[i]);
        return value;
    }

private:
    std::uint8_t bytes_[sizeof(Integer)] = {};
};

using Le16 = LittleEndian<std::uint16_t>;
using Le32 = LittleEndian<std::uint32_t>;
using Le64 = LittleEndian<std::uint64_t>;
static_assert(sizeof(Le64) == 8 && alignof(Le64) == 1);

// The T that lies at `offset`, or nothing when it would reach beyond the end of `bytes`.
template <typename T>
    requires std::is_trivially_copyable_v<T>
std::optional<T> read_at(Bytes bytes, std::uint64_t offset)
{
    if (offset > bytes.size() || bytes.size() - offset < sizeof(T))
        return std::nullopt;
    T value;
    __builtin_memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}
