// Words and numbers into a line of fixed length: no printf, no heap, no 64-bit division.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace text {

// Ten to the power of a decimal digit's place, largest first: digits are found by subtraction, which a 32-bit
// processor can do without a run-time library for 64-bit division.
inline constexpr auto powers_of_ten = [] {
    std::array<std::uint64_t, 20> powers{};
    std::uint64_t power = 1;
    for (std::size_t i = powers.size(); i-- > 0; power *= 10)
        powers[i] = power;
    return powers;
}();

enum class Grouped : bool { no, yes }; // 4207336 or 4,207,336

// A line under construction. What does not fit is cut off: a message that is too long must not become a fault.
template <std::size_t capacity>
class Line {
public:
    constexpr std::string_view view() const { return {characters_.data(), size_}; }
    constexpr void clear() { size_ = 0; }

    // These are not inline: each is longer than a call.
    [[gnu::noinline]] constexpr Line& operator<<(char character)
    {
        if (size_ < capacity)
            characters_[size_++] = character;
        return *this;
    }

    [[gnu::noinline]] constexpr Line& operator<<(std::string_view words)
    {
        for (char const character : words)
            *this << character;
        return *this;
    }

    // Most words are literals, and a pointer alone is shorter to hand over.
    [[gnu::noinline]] constexpr Line& operator<<(char const* words)
    {
        for (; *words != '\0'; ++words)
            *this << *words;
        return *this;
    }

    // A name, such as a path. The middle of one of more than 180 bytes is left out, between two characters of UTF-8:
    // two names and what there is to say about them fit into a Sentence, however long the names are.
    [[gnu::noinline]] constexpr Line& name(std::string_view name)
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

    // 127 MiB, 84 KiB, 900 bytes: the largest unit that says the size without a fraction worth reading.
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

// Room for what there is to say about two names, written by name(). Lines that could be shorter are as long as this one
// nevertheless: each capacity has code of its own.
using Sentence = Line<400>;

} // namespace text
