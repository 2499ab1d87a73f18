// SPDX-License-Identifier: BSD-2-Clause
// farjump-entry set-default: names the entry that boots, in loader.conf.
#pragma once

#include "disk/host/arguments.hpp"

#include <filesystem>
#include <string>

namespace default_command {

inline constexpr auto usage =
    "usage: farjump-entry set-default [--root DIR] NAME\n"
    "           write `default NAME` into DIR/loader/loader.conf, whose other lines stay as they are\n";

// Returns the exit status. Throws UsageError, Refusal and other exceptions of disk/host/refusal.hpp.
int run(Arguments arguments);

// Makes the entry with this id the default, and says so.
void set(std::filesystem::path const& root, std::string const& id);

// A sentence if the loader boots another entry than this file's by itself; else empty.
std::string other_than(std::filesystem::path const& root, std::string const& file_name);

} // namespace default_command
