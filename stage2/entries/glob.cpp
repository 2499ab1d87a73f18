// SPDX-License-Identifier: BSD-2-Clause
// Matches names against patterns. POSIX, "Pattern Matching Notation" (XCU 2.13).
#include "stage2/entries/glob.hpp"

#include <algorithm>
#include <cstddef>

namespace glob {
namespace {

constexpr char lower(char character)
{
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A')) : character;
}

// The first element of a pattern: one character, ? or [...]. `size` is its length in the pattern.
struct Piece {
    std::size_t size;
    bool fits;
};

// `set` is the text between the brackets. A '-' at its start or end is an ordinary character.
bool in_set(std::string_view set, char character)
{
    bool const negated = !set.empty() && (set.front() == '!' || set.front() == '^');
    for (std::size_t i = negated ? 1 : 0; i < set.size(); ++i) {
        auto const first = lower(set[i]);
        bool const is_range = set.size() - i > 2 && set[i + 1] == '-';
        auto const last = is_range ? lower(set[i += 2]) : first;
        if (character >= first && character <= last)
            return !negated;
    }
    return negated;
}

Piece first_piece(std::string_view pattern, char character)
{
    character = lower(character);
    if (pattern.front() == '?')
        return {1, true};
    if (pattern.front() == '[') {
        // A ']' directly after '[', "[!" or "[^" is part of the set.
        std::size_t const begin = pattern.size() > 1 && (pattern[1] == '!' || pattern[1] == '^') ? 3 : 2;
        std::size_t end = begin;
        while (end < pattern.size() && pattern[end] != ']')
            ++end;
        if (end < pattern.size())
            return {end + 1, in_set({pattern.data() + 1, end - 1}, character)};
    }
    return {1, lower(pattern.front()) == character};
}

} // namespace

bool matches(std::string_view pattern, std::string_view name)
{
    // Only the last '*' needs backtracking: it can match any text that an earlier one could match in addition.
    std::string_view after_star, name_at_star;
    bool star = false;
    while (!name.empty()) {
        if (pattern.starts_with('*')) {
            pattern.remove_prefix(1);
            after_star = pattern;
            name_at_star = name;
            star = true;
            continue;
        }
        auto const piece = pattern.empty() ? Piece{0, false} : first_piece(pattern, name.front());
        if (piece.fits) {
            pattern.remove_prefix(piece.size);
            name.remove_prefix(1);
        } else if (star) {
            name_at_star.remove_prefix(1);
            pattern = after_star;
            name = name_at_star;
        } else {
            return false;
        }
    }
    return std::ranges::all_of(pattern, [](char c) { return c == '*'; });
}

} // namespace glob
