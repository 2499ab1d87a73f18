// SPDX-License-Identifier: BSD-2-Clause
// Formats text and numbers into a line of fixed capacity, without printf, heap or 64-bit division.
#pragma once

#include "include/code_size.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace text {

// The powers of ten, largest first: decimal digits are computed by subtraction, because a 64-bit division on a 32-bit
// processor needs a run-time library.
inline constexpr auto powers_of_ten = [] {
    std::array<std::uint64_t, 20> powers{};
    std::uint64_t power = 1;
    for (std::size_t i = powers.size(); i-- > 0; power *= 10)
        powers[i] = power;
    return powers;
}();

enum class Grouped : bool { no, yes }; // 4207336 or 4,207,336

// A line of text that grows. It drops what does not fit, so that a message that is too long causes no fault.
template <std::size_t capacity>
class Line {
public:
    constexpr std::string_view view() const { return {characters_.data(), size_}; }
    constexpr void clear() { size_ = 0; }

    OUT_OF_LINE constexpr Line& operator<<(char character)
    {
        if (size_ < capacity)
            characters_[size_++] = character;
        return *this;
    }

    OUT_OF_LINE constexpr Line& operator<<(std::string_view words)
    {
        auto const count = words.size() < capacity - size_ ? words.size() : capacity - size_;
        std::char_traits<char>::copy(characters_.data() + size_, words.data(), count);
        size_ += count;
        return *this;
    }

    // For literals, which are most arguments: a pointer alone takes less code to pass than a string_view.
    OUT_OF_LINE constexpr Line& operator<<(char const* words) { return *this << std::string_view(words); }

    // A name, such as a path. Of a name of more than 180 bytes the middle is left out, at borders of UTF-8 characters,
    // so that a Sentence has room for two names of any length and the message about them.
    OUT_OF_LINE constexpr Line& name(std::string_view name)
    {
        constexpr std::ptrdiff_t half = 88;
        auto const continues = [](char byte) { return (byte & 0xC0) == 0x80; };
        if (name.size() <= 180)
            return *this << name;
        auto head = name.begin() + half, tail = name.end() - half;
        while (head != name.begin() && continues(*head))
            --head;
        while (tail != name.end() && continues(*tail))
            ++tail;
        return *this << std::string_view(name.begin(), head) << "..." << std::string_view(tail, name.end());
    }

    constexpr Line& decimal(std::uint64_t number, Grouped grouped = Grouped::yes)
    {
        bool started = false;
        for (std::size_t place = 0; place < powers_of_ten.size(); ++place) {
            auto const digits_left = powers_of_ten.size() - place;
            char digit = '0';
            for (; number >= powers_of_ten[place]; number -= powers_of_ten[place])
                ++digit;
            started = started || digit != '0' || digits_left == 1;
            if (!started)
                continue;
            *this << digit;
            if (grouped == Grouped::yes && digits_left > 1 && digits_left % 3 == 1)
                *this << ',';
        }
        return *this;
    }

    // At least `digits` digits, upper case, without a prefix.
    constexpr Line& hex(std::uint64_t number, int digits = 1)
    {
        for (int shift = 60; shift >= 0; shift -= 4) {
            if (number >> shift == 0 && shift >= 4 * digits)
                continue;
            *this << "0123456789ABCDEF"[(number >> shift) & 0xF];
        }
        return *this;
    }

    // 127 MiB, 84 KiB, 900 bytes: in the largest unit that needs no fraction.
    constexpr Line& size(std::uint64_t bytes)
    {
        if (bytes >= 10u << 20)
            return decimal(bytes >> 20) << " MiB";
        if (bytes >= 10u << 10)
            return decimal(bytes >> 10) << " KiB";
        return decimal(bytes) << " bytes";
    }

private:
    std::array<char, capacity> characters_;
    std::size_t size_ = 0;
};

// The capacity for a message with two names, written by name(). Shorter lines have this capacity too, because each
// capacity would be an instance of the template with its own code.
using Sentence = Line<400>;

} // namespace text
