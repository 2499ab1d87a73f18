// SPDX-License-Identifier: BSD-2-Clause
// The entries of a volume as the loader sees them: order, tries left, and which one boots.
#pragma once

#include "disk/entry/state_store.hpp"
#include "stage2/entries/boot_entry.hpp"

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <optional>
#include <string>

namespace choice {

// An entry's file.
struct Listed {
    std::string file_name;
    std::string id;
    std::uint64_t hash;                // of the id, as in the state file
    std::unique_ptr<std::string> text; // `entry` points into it
    std::optional<boot_entry::Entry> entry;
    std::string broken;                      // why it cannot boot; else empty
    std::optional<std::uint32_t> tries_left; // nullopt: it is not counted
    bool counted_by_state;                   // tries_left is from the state file, not from the name
    bool is_foreign;                         // for another architecture

    bool is_exhausted() const { return tries_left == 0u; }
};

struct Entries {
    std::list<Listed>
        list; // in the loader's order, broken ones last; an entry stays where it is, as it points to its name
    std::optional<farjump_state> state;
    Listed const* preferred = nullptr; // that boots by itself; nullptr: none
    std::string reason;                // why it is not the one that `default`, the menu or the order says; or empty

    bool has(std::uint64_t farjump_state::* which, Listed const& entry) const
    {
        return state && (*state).*which == entry.hash;
    }
};

Entries of(std::filesystem::path const& root);

} // namespace choice
