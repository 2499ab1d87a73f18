// SPDX-License-Identifier: BSD-2-Clause
// A boot entry that the user has written, for an image that is to be made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace user_entry {

// A file of the image: its path there, and the file with its content.
struct OnImage {
    std::string path; // "/boot/kernel.elf"
    std::filesystem::path source;
};

// Parses the entry as the loader does. Refuses one that the loader would refuse, one that starts something else than the
// kernel in `files[0]`, and one that names files that are not in `files`.
void check(std::filesystem::path const& entry, std::vector<OnImage> const& files);

} // namespace user_entry
