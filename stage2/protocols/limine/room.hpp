// SPDX-License-Identifier: BSD-2-Clause
// The memory of the responses: one allocation of kind `loader`, filled from its start.
#pragma once

#include "include/bytes.hpp"
#include "include/units.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace limine {

class Room {
public:
    Room() = default;

    // `memory` is at the kernel's address `address`. It must be large enough for all pieces: an assertion fails otherwise.
    Room(MutableBytes memory, VirtAddr address) : memory_{memory}, address_{address} {}

    // A piece's size with its padding.
    static constexpr std::size_t padded(std::size_t size) { return (size + 15) & ~std::size_t{15}; }

    template <typename T>
    std::span<T> array(std::size_t count)
    {
        auto const bytes = memory_.subspan(used_, count * sizeof(T));
        used_ += padded(bytes.size());
        std::ranges::fill(bytes, std::byte{0});
        return {reinterpret_cast<T*>(bytes.data()), count};
    }

    template <typename T>
    T& add(T const& value)
    {
        return array<T>(1)[0] = value;
    }

    // The text and a NUL. Returns its address.
    std::uint64_t text(std::string_view text)
    {
        auto const copy = array<char>(text.size() + 1);
        std::ranges::copy(text, copy.begin());
        return address_of(copy[0]);
    }

    // The kernel's address of a part of the memory.
    template <typename T>
    std::uint64_t address_of(T const& part) const
    {
        return address_.value + static_cast<std::uint64_t>(reinterpret_cast<std::byte const*>(&part) - memory_.data());
    }

    // Adds the list of the addresses of these parts. Returns its address.
    template <typename T>
    std::uint64_t addresses_of(std::span<T> parts)
    {
        auto const list = array<std::uint64_t>(parts.size());
        for (std::size_t index = 0; index < parts.size(); ++index)
            list[index] = address_of(parts[index]);
        return address_of(list[0]);
    }

    std::size_t used() const { return used_; }

private:
    MutableBytes memory_;
    VirtAddr address_;
    std::size_t used_ = 0;
};

} // namespace limine
