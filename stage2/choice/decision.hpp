// SPDX-License-Identifier: BSD-2-Clause
// Decides which entry a boot starts by itself, and what a person should know about that.
#pragma once

#include "include/farjump/state_file.h"
#include "include/text.hpp"
#include "stage2/choice/item.hpp"
#include "stage2/entries/boot_entry.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace choice {

struct Decision {
    static constexpr std::size_t none = ~std::size_t{0};

    std::size_t item = none;     // none: no entry can be started without a person
    std::size_t shown = 0;       // the item that the menu selects first
    bool failed = false;         // the last boot of the default failed, or the default cannot be booted
    std::uint64_t lost_once = 0; // the entry that the state file wants once, and that cannot be started
    bool is_once = false;        // the state file wants this item once
    text::Sentence reason{};     // in words, or empty
};

// `items` are sorted, and there is one. `state` is nullptr if there is no state file. In this order: the entry to be started
// once, the default set in the menu, `default` in loader.conf, the first in the list. What the state file remembers does
// not count if it is no entry any more.
Decision decide(std::span<Item const> items, boot_entry::LoaderConf const& conf, farjump_state const* state);

// The item to start instead of `failed`: the one that was last marked as good, or else the first that is not counted.
// Decision::none if there is none.
std::size_t fallback(std::span<Item const> items, farjump_state const* state, std::size_t failed);

} // namespace choice
