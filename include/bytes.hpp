// SPDX-License-Identifier: BSD-2-Clause
// Data from disk and firmware: little-endian fields of any alignment, and a read that checks its bounds.
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

// An integer as a disk stores it: little-endian, with alignment 1, so that structures of such fields have no padding.
// Each host that builds farjump is little-endian, so an access to a field is one load or store.
static_assert(std::endian::native == std::endian::little);

template <typename Integer>
class LittleEndian {
public:
    constexpr LittleEndian() = default;
    constexpr LittleEndian(Integer value) : bytes_(std::bit_cast<Storage>(value)) {}
    constexpr operator Integer() const { return std::bit_cast<Integer>(bytes_); }

private:
    using Storage = std::array<std::uint8_t, sizeof(Integer)>;
    Storage bytes_{};
};

using Le16 = LittleEndian<std::uint16_t>;
using Le32 = LittleEndian<std::uint32_t>;
using Le64 = LittleEndian<std::uint64_t>;
static_assert(sizeof(Le64) == 8 && alignof(Le64) == 1);

// The T at `offset`, or nullopt if it would extend beyond the end of `bytes`.
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

// The T at `bytes`, not copied. Precondition: at least sizeof(T) bytes (the caller has checked).
template <typename T>
    requires std::is_trivially_copyable_v<T> && (alignof(T) == 1)
T const& overlay(std::byte const* bytes)
{
    return *reinterpret_cast<T const*>(bytes);
}
