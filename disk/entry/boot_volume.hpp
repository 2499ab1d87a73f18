// SPDX-License-Identifier: BSD-2-Clause
// A boot volume as the system shows it: a mounted directory with /loader/entries.
#pragma once

#include "stage2/entries/boot_counter.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boot_volume {

inline constexpr auto default_root = "/boot";

// The directory that --root names, or /boot. Refuses what is no boot volume: no directory, or one without /loader and
// /boot.
std::filesystem::path root(std::optional<std::string> const& given);

std::filesystem::path entries_directory(std::filesystem::path const& root);
std::filesystem::path loader_conf(std::filesystem::path const& root);

// The file names in /loader/entries that the loader takes for entries, sorted. Empty without the directory.
std::vector<std::string> entries(std::filesystem::path const& root);

// Those with this id: the name without counter and ".conf", in any case.
std::vector<std::string> with_id(std::filesystem::path const& root, std::string_view id);

// The one entry that `name` names, by its id or by its file name. Refuses a name of none or of several.
std::string one(std::filesystem::path const& root, std::string const& name);

// Flushes what a directory holds: the names of its files.
void sync_directory(std::filesystem::path const& directory);

// Renames a file within its directory, and flushes the directory. Never replaces a file.
void rename(std::filesystem::path const& from, std::filesystem::path const& to);

} // namespace boot_volume
