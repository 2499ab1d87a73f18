// SPDX-License-Identifier: BSD-2-Clause
// Reads the list of all boot entries.
#include "stage2/choice/list.hpp"

#include "include/text.hpp"
#include "stage2/talk/error_text.hpp"

#include <algorithm>

namespace choice {

namespace {

constexpr std::string_view file_name_of(std::string_view path)
{
    auto const slash = path.rfind('/');
    return slash == path.npos ? path : std::string_view{path.begin() + slash + 1, path.end()};
}

} // namespace

std::optional<std::string_view> List::keep(std::string_view words)
{
    if (words.size() > texts_.size() - texts_size_)
        return std::nullopt;
    auto* const begin = texts_.data() + texts_size_;
    std::ranges::copy(words, begin);
    texts_size_ += words.size();
    return std::string_view{begin, words.size()};
}

// Replaces all texts of the item, which are in an entry's file, by copies.
bool List::keep_all(Item& item)
{
    auto& heading = item.heading;
    for (auto* const words : {&heading.title, &heading.version, &heading.machine_id, &heading.sort_key,
                              &item.kernel.key, &item.kernel.value, &item.problem}) {
        auto const kept = keep(*words);
        if (!kept)
            return false;
        *words = *kept;
    }
    return true;
}

void List::add(Volume& volume, boot_choice::Room& room, EntryList::Listed const& file)
{
    auto& read = room.entries[0];
    Item item{.file = file, .heading = {}, .kernel = {}, .problem = {}};
    item.heading.file_name = file_name_of(file.path); // in the room's list of paths
    error_text::Sentence words{};
    if (auto const entry = boot_choice::read_entry(volume, file, read)) {
        if (!read.entry.fits_this_machine())
            return note_foreign(file, read.entry);
        item.heading = read.entry;
        item.heading.file_name = file_name_of(file.path);
        item.kernel = read.entry.kernel;
    } else {
        words = error_text::why(entry.error());
        item.problem = words.view();
        if (!first_error_)
            first_error_ = entry.error();
    }
    if (item.heading.title.empty())
        item.heading.title = item.heading.file_name;
    if (count_ == items_.size() || !keep_all(item)) {
        ++left_out_;
        return;
    }
    items_[count_++] = item;
}

void List::note_foreign(EntryList::Listed const& file, boot_entry::Entry const& entry)
{
    if (!foreign_.empty())
        return;
    text::Sentence words{};
    words.name(file.path) << " is for the architecture ";
    words.name(entry.architecture) << ", and this PC is x64";
    foreign_ = keep(words.view()).value_or("the entries are for other architectures");
}

void List::read(Volume& volume, boot_choice::Room& room)
{
    count_ = texts_size_ = left_out_ = 0;
    damage_.reset();
    first_error_.reset();
    foreign_ = {};
    auto& entries = room.entry_list;
    if (auto const listed = entries.read(volume, {}); !listed)
        damage_ = listed.error();
    left_out_ = entries.left_out();
    for (auto const& file : entries.entries())
        add(volume, room, file);
    if (count_ != 0 || damage_)
        return;
    if (foreign_.empty())
        add_default_kernel();
    else
        first_error_ = {.code = errors::Code::entry_other_architecture, .name = foreign_};
}

void List::add_default_kernel()
{
    auto const& kernel = boot_choice::choice_of_default_kernel().kernel;
    Item item{.file = {}, .heading = {}, .kernel = kernel, .problem = {}};
    item.heading.title = kernel.value;
    items_[count_++] = item;
}

void List::set_problem(Item& item, Error const& error)
{
    auto words = error_text::why(error);
    item.problem = keep(words.view()).value_or("this entry cannot be booted");
    if (!first_error_)
        first_error_ = error;
}

} // namespace choice
