// SPDX-License-Identifier: BSD-2-Clause
// Formats numbers with units, and wraps lines at spaces.
#include "disk/kernel_tools/report_text.hpp"

#include "disk/host/words.hpp"

#include <algorithm>

namespace report_text {

using std::string;
using std::string_view;

string hex(std::uint64_t number, int digits)
{
    return words::hexadecimal(number, digits) + 'h';
}

string hex(VirtAddr address)
{
    return hex(address.value);
}

string kib(std::uint64_t bytes)
{
    return words::decimal(bytes >> 10) + " KiB";
}

string left(string_view words, std::size_t width)
{
    return string(words) + string(width - std::min(width, words.size()), ' ');
}

string right(string_view words, std::size_t width)
{
    return string(width - std::min(width, words.size()), ' ') + string(words);
}

namespace {

// The text up to the next space, except one between a number and its unit.
std::size_t word_size(string_view words)
{
    auto end = words.find(' ');
    while (end != words.npos && end != 0 && words[end - 1] >= '0' && words[end - 1] <= '9')
        end = words.find(' ', end + 1);
    return std::min(end, words.size());
}

} // namespace

string wrapped(string_view first, string_view words)
{
    constexpr std::size_t columns = 100;
    string lines(first);
    auto used = first.size();
    while (!words.empty()) {
        auto const word = words.substr(0, word_size(words));
        bool const fits = used + 1 + word.size() <= columns;
        lines += fits ? string(" ") : '\n' + string(first.size() + 1, ' ');
        lines += word;
        used = (fits ? used : first.size()) + 1 + word.size();
        words.remove_prefix(std::min(word.size() + 1, words.size()));
    }
    return lines + '\n';
}

} // namespace report_text
