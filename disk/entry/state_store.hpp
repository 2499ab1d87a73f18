// SPDX-License-Identifier: BSD-2-Clause
// The state file on a mounted boot volume: include/farjump/state_file.h, include/state_record.hpp.
#pragma once

#include "include/state_record.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

namespace state_store {

std::filesystem::path path_of(std::filesystem::path const& root);

// The bytes of a whole file with two copies of the record.
std::vector<std::byte> file_with(farjump_state const& state);

struct Stored {
    farjump_state state; // the copy that counts
    int copy;            // which one it is: the other one is written next
};

// nullopt if the volume has no state file. Refuses one that the loader cannot use, too.
std::optional<Stored> read(std::filesystem::path const& root);

// Writes the record in the place of the copy that does not count, flushes it, and reads it back. `stored` is what read()
// returned; the sequence number and the checksum of `state` are set here.
void write(std::filesystem::path const& root, Stored const& stored, farjump_state state);

} // namespace state_store
