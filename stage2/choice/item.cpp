// SPDX-License-Identifier: BSD-2-Clause
// Sorts entries, and says in words what they are.
#include "stage2/choice/item.hpp"

#include <algorithm>

namespace choice {

namespace {

// Broken entries are behind all others. An entry can be exhausted by the state file, which its name does not show.
bool comes_before(Item const& left, Item const& right)
{
    if (left.is_broken() != right.is_broken())
        return right.is_broken();
    if (left.is_exhausted() != right.is_exhausted())
        return right.is_exhausted();
    return boot_entry::precedes(left.heading, right.heading);
}

} // namespace

void sort(std::span<Item> items)
{
    std::ranges::sort(items, comes_before);
    for (auto& item : items) {
        for (auto const& other : items) {
            if (&other == &item || other.heading.title != item.heading.title)
                continue;
            item.shows_version = true;
            item.shows_file_name = item.shows_file_name || other.heading.version == item.heading.version;
        }
    }
}

text::Sentence state_of(Item const& item)
{
    text::Sentence words{};
    if (item.is_broken())
        words << "broken: " << item.problem;
    else if (item.is_exhausted())
        words << "no tries left";
    else if (item.is_counted())
        words.decimal(item.tries_left) << (item.tries_left == 1 ? " try left" : " tries left");
    return words;
}

text::Sentence title_of(Item const& item)
{
    text::Sentence words{};
    words.name(item.heading.title);
    if (item.shows_version && !item.heading.version.empty())
        words << ' ' << item.heading.version;
    if (item.shows_file_name)
        (words << " (").name(item.heading.file_name) << ')';
    return words;
}

} // namespace choice
