// SPDX-License-Identifier: BSD-2-Clause
// The files that a boot entry makes the loader load, and that `checksum` lines can protect.
#pragma once

#include "stage2/entries/boot_entry.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace entry_files {

struct File {
    std::string path; // on the volume; begins with '/'
    std::filesystem::path source;
};

struct Files {
    std::vector<File> list;   // in the order of the entry, each file once: the kernel, then modules and initrds
    std::string about_kernel; // a sentence if the kernel is not in the list; else empty
};

// Finds the file that a path of the volume stands for; the path begins with '/'. Throws a Refusal if there is none.
using Finder = std::function<std::filesystem::path(std::string const& path)>;

// The files of an entry, each found by `find`. Otherwise like the next function.
Files of(boot_entry::Entry const& entry, Finder const& find);

// Finds the files below `root`, the volume's root directory. Refuses an entry whose kernel the loader would refuse, and
// files that do not exist. The kernel is not in the list if it is for farjump's own protocol: its seal protects it.
Files of(boot_entry::Entry const& entry, std::filesystem::path const& root);

} // namespace entry_files
