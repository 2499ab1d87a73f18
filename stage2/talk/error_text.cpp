// SPDX-License-Identifier: BSD-2-Clause
// Fills an error's numbers and name into its message.
#include "stage2/talk/error_text.hpp"

#include "include/errors.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace error_text {
namespace {

std::span<errors::Description const> descriptions_without_annex()
{
#if __STDC_HOSTED__
    return errors::annex_descriptions; // host programs have no annex
#else
    return {};
#endif
}

More* added = descriptions_without_annex;

errors::Description const& row_of(errors::Code code)
{
    if (auto const* const found = errors::find(errors::core_descriptions, code))
        return *found;
    if (auto const* const found = errors::find(added(), code))
        return *found;
    return errors::without_words;
}

// Replaces a placeholder; `key` is the text between its braces. An unknown placeholder is an error in
// include/errors.hpp, which a unit test finds. It is printed unchanged.
void fill(Sentence& sentence, std::string_view key, Error const& error)
{
    std::size_t const index = key.empty() ? error.numbers.size() : static_cast<std::size_t>(key[0] - '0');
    if (key == "name")
        sentence.name(error.name);
    else if (index < error.numbers.size() && key.size() == 1)
        sentence.decimal(error.numbers[index]);
    else if (index < error.numbers.size() && key.size() == 2 && key[1] == 'h')
        sentence.hex(error.numbers[index]) << 'h';
    else
        sentence << '{' << key << '}';
}

} // namespace

void add(More* more)
{
    added = more;
}

Sentence why(Error const& error)
{
    Sentence sentence;
    std::string_view const words = row_of(error.code).why;
    if (words == "{name}") {
        sentence << error.name; // it is a whole sentence
        return sentence;
    }
    for (auto next = words.begin(); next != words.end();) {
        auto const close = *next == '{' ? std::find(next, words.end(), '}') : words.end();
        if (close == words.end()) {
            sentence << *next++;
        } else {
            fill(sentence, {next + 1, close}, error);
            next = close + 1;
        }
    }
    return sentence;
}

Sentence code_name(errors::Code code)
{
    Sentence name;
    name << "FJ-";
    for (std::uint32_t number = std::to_underlying(code), power = 1000; power != 0; power /= 10)
        name << static_cast<char>('0' + number / power % 10);
    return name;
}

std::string_view hint(errors::Code code)
{
    return row_of(code).hint;
}

} // namespace error_text
