// SPDX-License-Identifier: BSD-2-Clause
// The list of a volume's boot entries: first only the names, in one pass over the directory. The files can then be read
// in disk order, so that neighbouring files share one read of a cache window.
#pragma once

#include "include/result.hpp"
#include "stage2/storage/volume.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

class EntryList {
public:
    static constexpr std::string_view directory = "/loader/entries";
    static constexpr std::size_t most_entries = 1024;
    static constexpr std::size_t room_for_paths = 128 << 10; // on average 128 bytes for each entry

    struct Listed : FileLocation {
        std::string_view path; // valid until the next read()
    };

    // Lists the files in `directory` that match `wanted`: an id, a file name or a pattern; empty matches all. If the
    // directory does not exist, the list is empty.
    Result<void> read(Volume& volume, std::string_view wanted);

    // Sorted by the start of the files on the disk.
    std::span<Listed const> entries() const { return std::span(entries_).first(count_); }

    // The number of matching entries that did not fit: the last ones in the directory.
    std::size_t left_out() const { return left_out_; }

private:
    void add(DirectoryItem const& item);

    std::size_t count_;
    std::size_t paths_size_;
    std::size_t left_out_;
    std::array<Listed, most_entries> entries_;
    std::array<char, room_for_paths> paths_;
};
