// SPDX-License-Identifier: BSD-2-Clause
// Lists the boot entries of a volume in one pass over the directory, sorted by the location of their files.
#include "stage2/entries/entry_list.hpp"

#include "stage2/entries/boot_entry.hpp"

#include <algorithm>

Result<void> EntryList::read(Volume& volume, std::string_view wanted)
{
    count_ = paths_size_ = left_out_ = 0;
    auto const visited = volume.for_each(directory, [this, wanted](DirectoryItem const& item) {
        if (!item.is_directory && boot_entry::is_entry(item.name) &&
            (wanted.empty() || boot_entry::matches(wanted, item.name)))
            add(item);
        return true;
    });
    if (!visited && !is_absence(visited.error()))
        return visited;
    return {};
}

// Most directories are already in disk order, and then nothing is moved.
void EntryList::add(DirectoryItem const& item)
{
    auto const size = directory.size() + 1 + item.name.size();
    if (count_ == entries_.size() || size > paths_.size() - paths_size_) {
        ++left_out_;
        return;
    }
    auto* const path = paths_.data() + paths_size_;
    auto* const slash = std::ranges::copy(directory, path).out;
    *slash = '/';
    std::ranges::copy(item.name, slash + 1);
    paths_size_ += size;
    auto* place = entries_.data() + count_++;
    for (; place != entries_.data() && place[-1].start > item.start; --place)
        *place = place[-1];
    *place = {item, {path, size}};
}
