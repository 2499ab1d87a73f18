// SPDX-License-Identifier: BSD-2-Clause
// Chooses the kernel to boot: from /loader/loader.conf and /loader/entries, or /boot/kernel.elf if there are no
// entries.
// UAPI Group, "Boot Loader Specification".
//
// A boot with a menu, with boot counters or with a state file chooses in stage2/choice/ instead, which is in the annex.
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
    std::string_view entry_path; // empty: no entry, the default kernel is used
    boot_entry::Setting kernel;
    std::span<boot_entry::Setting const> settings; // boot_entry::Entry::settings
    std::optional<boot_entry::Screen> screen;
};

// A boot entry's file: its path, its text and the parsed entry.
struct EntryFile {
    std::string_view path;
    std::array<char, boot_entry::max_file_size> text;
    boot_entry::Entry entry;
};

// The working memory of a choice.
struct Room {
    boot_entry::LoaderConf conf;                                    // of read_conf()
    std::array<char, boot_entry::max_loader_conf_size> loader_conf; // its text
    EntryList entry_list;
    std::array<EntryFile, 2> entries; // the best one so far, and the current one
    text::Sentence first_error;       // the name in the error of the first entry that was passed over
};

// Whether the volume has a loader.conf, a directory of entries or a default kernel.
Result<bool> is_possible(Volume& volume);

// Reads loader.conf, if there is one, to room.conf. Sets the use of COM1 as it says, and prints a note about lines that
// it ignores.
Result<void> read_conf(Volume& volume, Room& room);

// Reads and parses an entry.
Result<void> read_entry(Volume& volume, EntryList::Listed const& item, EntryFile& file);

// Chooses the kernel to boot, as room.conf says. The texts in the result are in `room`.
Result<Choice> choose(Volume& volume, Room& room);

// The choice of this entry.
Choice choice_of(EntryFile const& file);

// The choice if the volume has no entry: the default kernel.
Choice choice_of_default_kernel();

// Prints that `default` in loader.conf is ignored.
void note_ignored_default(std::string_view wanted, char const* why);

} // namespace boot_choice
