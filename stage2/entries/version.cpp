// SPDX-License-Identifier: BSD-2-Clause
// Compares versions part by part. UAPI Group, "Version Format Specification"; the numbers refer to the steps of its
// list.
#include "stage2/entries/version.hpp"

#include <cstddef>

namespace version {
namespace {

constexpr bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

constexpr bool is_letter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

bool starts_with(std::string_view text, char character)
{
    return !text.empty() && text.front() == character;
}

// Removes the longest prefix of characters that satisfy `fits` from `text`, and returns it.
template <typename Fits>
std::string_view take(std::string_view& text, Fits fits)
{
    std::size_t size = 0;
    while (size < text.size() && fits(text[size]))
        ++size;
    std::string_view const taken{text.data(), size};
    text.remove_prefix(size);
    return taken;
}

void skip_others(std::string_view& text)
{
    take(text, [](char c) { return !is_digit(c) && !is_letter(c) && c != '-' && c != '.' && c != '~' && c != '^'; });
}

// A text that starts with `mark` is the lesser one. If both do, the mark is skipped.
std::weak_ordering compare_mark(std::string_view& left, std::string_view& right, char mark)
{
    bool const left_has = starts_with(left, mark), right_has = starts_with(right, mark);
    if (left_has && right_has) {
        left.remove_prefix(1);
        right.remove_prefix(1);
    }
    return right_has <=> left_has;
}

// Without leading zeros, the number with more digits is larger. So numbers of any length can be compared.
std::weak_ordering compare_numbers(std::string_view& left, std::string_view& right)
{
    auto const is_zero = [](char c) { return c == '0'; };
    take(left, is_zero);
    take(right, is_zero);
    auto const left_number = take(left, is_digit), right_number = take(right, is_digit);
    if (left_number.size() != right_number.size())
        return left_number.size() <=> right_number.size();
    return left_number <=> right_number;
}

} // namespace

std::weak_ordering compare(std::string_view left, std::string_view right)
{
    // Each iteration ends the comparison or shortens both texts by a mark, or by a run of digits or letters.
    for (;;) {
        skip_others(left); // 1
        skip_others(right);
        if (auto const order = compare_mark(left, right, '~'); order != 0) // 2
            return order;
        if (left.empty() || right.empty()) // 3
            return right.empty() <=> left.empty();
        for (char const mark : {'-', '^', '.'}) // 4, 5, 6
            if (auto const order = compare_mark(left, right, mark); order != 0)
                return order;
        if ((!left.empty() && is_digit(left.front())) || (!right.empty() && is_digit(right.front()))) { // 7
            if (auto const order = compare_numbers(left, right); order != 0)
                return order;
        } else if (auto const order = take(left, is_letter) <=> take(right, is_letter); order != 0) { // 8
            return order;
        }
    }
}

} // namespace version
