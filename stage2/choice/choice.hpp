// SPDX-License-Identifier: BSD-2-Clause
// The choice among boot entries when the core's own rules (stage2/entries/boot_choice.hpp) are not enough: with a menu,
// with boot counters, or with a state file. It is a part of the annex.
#pragma once

#include "include/result.hpp"

#include <cstdint>

struct Boot;

namespace choice {

// Why the core leaves the choice to this part.
enum class Cause : std::uint8_t {
    counting,     // the chosen entry has a boot counter, or the volume has a state file
    timeout,      // loader.conf asks for the menu
    key,          // a key waits in the keyboard's buffer, or Shift is held
    serial,       // COM1 received a character
    broken_entry, // the entry that should be booted cannot be
    reset,        // the machine was reset soon after the last kernel had started
};

// Chooses an entry, shows the menu if there is a reason to, takes one try from a counted entry, and sets `boot.entry` and
// `boot.counted`. Prints the step's result.
Result<void> choose(Boot& boot, Cause cause);

// The part's entry points: stage2/annex/parts.hpp.
struct EntryPoints {
    decltype(choice::choose)* choose;
};
extern EntryPoints const entry_points;

} // namespace choice
