// SPDX-License-Identifier: BSD-2-Clause
// The list of all boot entries of a volume.
#pragma once

#include "include/result.hpp"
#include "stage2/choice/item.hpp"
#include "stage2/entries/boot_choice.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/entries/entry_list.hpp"
#include "stage2/storage/volume.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace choice {

class List {
public:
    static constexpr std::size_t most_items = EntryList::most_entries;
    static constexpr std::size_t room_for_texts = 256 << 10;

    // Reads all entries of the volume, in disk order, with the room's memory for one entry. Entries for other machines
    // are left out, as the specification wants; if there are no others, the list is empty. If the directory is damaged,
    // the list has the entries before the damage, and `damage` says so.
    void read(Volume& volume, boot_choice::Room& room);

    std::span<Item> items() { return std::span(items_).first(count_); }
    std::span<Item const> items() const { return std::span(items_).first(count_); }

    std::optional<Error> damage() const { return damage_; }
    std::size_t left_out() const { return left_out_; } // items for which there was no memory

    // The error of the first broken item that was read, or of the first entry for another machine if the list is empty
    // because of that; nothing if there is none.
    std::optional<Error> first_error() const { return first_error_; }

    // Marks an item as broken.
    void set_problem(Item& item, Error const& error);

private:
    void add(Volume& volume, boot_choice::Room& room, EntryList::Listed const& file);
    void note_foreign(EntryList::Listed const& file, boot_entry::Entry const& entry);
    void add_default_kernel();
    std::optional<std::string_view> keep(std::string_view words);
    bool keep_all(Item& item);

    std::size_t count_;
    std::size_t texts_size_;
    std::size_t left_out_;
    std::optional<Error> damage_;
    std::optional<Error> first_error_;
    std::string_view foreign_; // about the first entry for another machine
    std::array<Item, most_items> items_;
    std::array<char, room_for_texts> texts_;
};

} // namespace choice
