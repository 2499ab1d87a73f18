// SPDX-License-Identifier: BSD-2-Clause
// Boot counters: how often an entry may still be tried, and how a try is taken from it. A counter is in the entry's file
// name (UAPI Group, "Boot Loader Specification", "Boot counting"), or in the state file (include/farjump/state_file.h).
// Nothing is written to a volume that has neither.
//
// A slot of the state file overrides the name. Without a slot, the digits of a name such as "x+3-0.conf" are changed in
// the directory (digits.hpp), where they count for other systems, too. If that is not possible, the entry gets a slot.
#pragma once

#include "include/farjump/state_file.h"
#include "include/result.hpp"
#include "stage2/entries/boot_counter.hpp"

#include <cstdint>
#include <string_view>

struct Boot;

namespace counting {

// The hash of an entry's id: state_file.h. `id` has neither counter nor ".conf".
std::uint64_t id_hash(std::string_view id);

// Reads the state file, if the volume has one. Prints a note if it cannot be used, or if one of its copies is damaged;
// neither is an error. Call it first; it forgets an earlier boot.
Result<void> open(Boot& boot);

// The state; nullptr if there is none that can be used. Valid until the next start().
farjump_state const* state();

// Whether the volume has a state file to which the loader can write. If not, `why_not` says why in words. They may
// change with each start(), because no write is made after one that failed.
bool can_remember();
std::string_view why_not();

// How many tries an entry has left, from the state and from its file name: boot_counter::Name::unlimited, or a number.
std::uint32_t tries_left(boot_counter::Name const& name);

// What start() is to remember, beside the try that it takes. The menu's choices. 0: unchanged.
struct Wishes {
    static constexpr std::uint64_t forget = ~std::uint64_t{0};

    std::uint64_t once = 0;      // of `once`; or forget
    std::uint64_t preferred = 0; // of `preferred`, likewise
    bool remember_last = false;  // loader.conf says `default @saved`. Ignored if can_remember() is false
};

// Writes what is to be remembered, at once, if that changes anything. Precondition: can_remember().
Result<void> remember(Boot& boot, Wishes const& wishes);

// Takes one try from the entry if it is counted, remembers what is asked for, writes and verifies this, and sets
// boot.counted if the entry is counted. Writes nothing if nothing changes. `path` is the entry's file: a file name in
// /loader/entries. `once` is cleared if it names this entry. An exhausted entry, which only the user starts, keeps its 0
// and can be marked as good, too.
//
// Errors: the counter, or the end of `once`, cannot be written; then the entry must not be booted by itself. The error
// names the reason. boot.counted is empty. Another entry may be started after that; one that needs no write works. If only
// a wish of an uncounted entry is lost, that is a note.
// After a change of digits the file has another name than `path`.
Result<void> start(Boot& boot, std::string_view path, Wishes const& wishes);

} // namespace counting
