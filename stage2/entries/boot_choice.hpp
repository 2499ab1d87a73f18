// Chooses the kernel to boot: from /loader/loader.conf and /loader/entries, or /boot/kernel.elf if there are no
// entries.
// UAPI Group, "Boot Loader Specification".
//
// There is no menu. `timeout` in loader.conf is parsed (boot_entry::LoaderConf) and not used. A menu would be a file
// beside this one that also returns a Choice, called by choose_entry() in stage2/steps.cpp. It would call
// EntryList::read() for the list, boot_entry::parse() for each entry and boot_entry::precedes() for the order.
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
    std::array<char, boot_entry::max_loader_conf_size> loader_conf;
    EntryList entry_list;
    std::array<EntryFile, 2> entries; // the best one so far, and the current one
    text::Sentence first_error;       // the name in the error of the first entry that was passed over
};

// Whether the volume has a loader.conf, a directory of entries or a default kernel.
Result<bool> is_possible(Volume& volume);

enum class Kernels : bool { need_not_exist, must_exist };

// Chooses the kernel to boot. The texts in the result are in `room`. Entries whose kernel does not exist are reported and
// passed over if it `must_exist`, which costs a search of directories for each entry.
Result<Choice> choose(Volume& volume, Room& room, Kernels kernels);

} // namespace boot_choice
