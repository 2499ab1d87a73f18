// SPDX-License-Identifier: BSD-2-Clause
// The menu of boot entries, on the screen and on COM1.
#pragma once

#include "include/result.hpp"
#include "stage2/choice/list.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

struct Boot;

namespace menu {

inline constexpr std::size_t longest_options = 4096; // bytes that the editor takes

struct Request {
    std::size_t selected;    // the item that the countdown boots
    std::uint32_t seconds;   // of the countdown; 0: the menu waits for a person
    std::string_view reason; // why it opens, or empty
};

// What the person chose.
struct Outcome {
    std::size_t item;
    bool by_hand;                            // by Enter, not by the countdown
    std::optional<std::string_view> options; // instead of the entry's
    bool without_kaslr;                      // adds `nokaslr`
    bool text_screen;                        // instead of the entry's or the kernel's wish
};

// Shows the menu until an item is chosen. Does not return if the person restarts the PC or lets the BIOS go on.
// The texts in the result are valid until the next call.
Outcome run(Boot& boot, choice::List& list, Request const& request);

} // namespace menu
