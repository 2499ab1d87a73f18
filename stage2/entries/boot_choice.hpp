// Which kernel to boot: /loader/loader.conf and /loader/entries, or /boot/kernel.elf where there are none.
// UAPI Group, "Boot Loader Specification".
#pragma once

#include "include/result.hpp"
#include "include/text.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/entries/entry_list.hpp"
#include "stage2/storage/volume.hpp"

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace boot_choice {

inline constexpr std::string_view default_kernel = "/boot/kernel.elf";

struct Choice {
    std::string_view entry_path; // empty: no entry, the default kernel
    std::string_view kernel;
    std::span<std::string_view const> options; // pieces of the command line
    std::span<std::string_view const> modules; // paths, with or without a '/' in front
    std::optional<boot_entry::Screen> screen;
};

// A boot entry's file while it is considered: its path, its text, and what was read from it.
struct EntryFile {
    std::string_view path;
    std::array<char, boot_entry::max_file_size> text;
    boot_entry::Entry entry;
};

// Memory to choose in.
struct Room {
    std::array<char, boot_entry::max_loader_conf_size> loader_conf;
    EntryList entry_list;
    std::array<EntryFile, 2> entries; // the best one so far, and the one being looked at
    text::Sentence foreign_entry;     // which one is for which architecture: an error's words
};

// Whether the volume holds anything that a choice could be made from.
Result<bool> is_possible(Volume& volume);

// Texts in the choice lie in `room`.
Result<Choice> choose(Volume& volume, Room& room);

} // namespace boot_choice
