// SPDX-License-Identifier: BSD-2-Clause
// A boot entry for a new kernel: checks all that the user asks for, and writes the entry's text. Reads only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace new_entry {

struct Request {
    std::filesystem::path kernel;
    std::uint32_t tries;
    std::optional<std::string> id;
    std::optional<std::string> title;
    std::string options;
    std::vector<std::string> modules;
};

struct File {
    std::filesystem::path source;
    std::string name; // in the new directory
};

struct Plan {
    std::string id;
    std::uint32_t tries;
    std::vector<File> files; // the kernel, then the modules
    std::string text;        // of the entry
    std::vector<std::string> notes;

    // "NAME+3-0.conf": a counter whose digits the loader can change in place.
    std::string file_name() const { return id + '+' + std::to_string(tries) + "-0.conf"; }
};

// Refuses a kernel that the loader would refuse, as farjump-check-kernel does, names that FAT or the entry cannot hold, and
// files that are missing.
Plan plan(Request const& request);

} // namespace new_entry
