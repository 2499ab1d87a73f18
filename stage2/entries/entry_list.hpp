// The boot entries of a volume: first their names, in one pass over the directory; then each file can be read in the
// order of the disk, which costs a read for a window of the disk and not for a file.
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
    static constexpr std::size_t room_for_paths = 128 << 10; // 128 bytes for each entry

    struct Listed : FileLocation {
        std::string_view path; // lives until the next read()
    };

    // Lists the files in `directory` that `wanted` means: an id, a file's name, a pattern, or all if it is empty. Where
    // there is no such directory, there are none.
    Result<void> read(Volume& volume, std::string_view wanted);

    // In the order in which they begin on the disk.
    std::span<Listed const> entries() const { return std::span(entries_).first(count_); }

    // How many there was no room for: the last ones in the directory.
    std::size_t left_out() const { return left_out_; }

private:
    void add(DirectoryItem const& item);

    std::size_t count_;
    std::size_t paths_size_;
    std::size_t left_out_;
    std::array<Listed, most_entries> entries_;
    std::array<char, room_for_paths> paths_;
};
