// SPDX-License-Identifier: BSD-2-Clause
// A boot entry in the list: what the menu shows of it, and what its place in the list depends on.
// UAPI Group, "Boot Loader Specification", "Sorting".
#pragma once

#include "include/text.hpp"
#include "stage2/entries/boot_counter.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/entries/entry_list.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace choice {

// An entry. In a List all texts are in the list's memory.
struct Item {
    EntryList::Listed file;      // path and place; without path, the default kernel of a volume without entries
    boot_entry::Heading heading; // the title is the file name if the entry has none
    boot_entry::Setting kernel;  // empty if the entry is broken
    std::string_view problem;    // why it cannot be booted, or empty
    std::uint32_t tries_left = boot_counter::Name::unlimited;
    bool shows_version = false;   // another entry has the same title
    bool shows_file_name = false; // and the same version

    boot_counter::Name name() const { return boot_counter::parse(heading.file_name); }
    bool is_broken() const { return !problem.empty(); }
    bool is_counted() const { return tries_left != boot_counter::Name::unlimited; }
    bool is_exhausted() const { return tries_left == 0; }

    // Whether the loader may start it without being asked.
    bool can_start() const { return !is_broken() && !is_exhausted(); }
};

// Sorts the items in the order of the specification, broken ones last, and finds out which titles are not unique. Call it
// after tries_left has been set.
void sort(std::span<Item> items);

// "2 tries left", "no tries left", "broken: …", or nothing.
text::Sentence state_of(Item const& item);

// The title, with version and file name where it alone would not be unique.
text::Sentence title_of(Item const& item);

} // namespace choice
