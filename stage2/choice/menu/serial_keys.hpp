// SPDX-License-Identifier: BSD-2-Clause
// Keys of a terminal on COM1. ECMA-48 "Control Functions", 5.4 (control sequences); DEC, "VT220 Programmer Reference
// Manual", tables 3-4 to 3-7 (codes of the keys) and 4.17 (device attributes); xterm, "Control Sequences", PC-style keys.
//
// COM1 may have something else at its end: a GPS receiver, a login prompt, a cable that returns each character. So the
// first key must come alone: a few characters with silence before and behind, which make one key, or one key and Enter.
// After that each character counts as soon as it is there. A terminal's answer needs silence only behind it, because it
// may come at once.
#pragma once

#include "stage2/choice/menu/key.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace menu {

// Decodes the characters of one key after the other.
class KeySequence {
public:
    // The key that ends with this character; nothing if more must follow.
    std::optional<Press> add(char character);

    // ESC without a sequence is the key Escape; it shows only by the silence behind it.
    bool is_escape() const { return state_ == State::escape; }
    bool is_begun() const { return state_ != State::none; }
    void clear() { *this = {}; }

private:
    enum class State : std::uint8_t { none, escape, control, single_shift, console_key };

    std::optional<Press> add_to_control(char character);

    State state_ = State::none;
    bool after_return_ = false;  // a line feed belongs to the carriage return before it
    bool is_private_ = false;    // the parameters begin with '?'
    std::uint8_t parameter_ = 0; // the first one
    bool first_parameter_ = true;
};

class SerialKeys {
public:
    static constexpr std::uint32_t silence = 2;    // ticks: at least 55 ms
    static constexpr std::size_t longest_keys = 8; // characters of a person's first keys
    static constexpr std::size_t longest = 48;     // of a terminal's answer; more are neither

    // To be called continuously. `received`: the next character, NUL for a line error. `has_ticked`: a tick of the clock
    // has passed.
    std::optional<Press> look(std::optional<char> received, bool has_ticked);

    // Whether a person has been recognized.
    bool is_trusted() const { return trusted_; }

private:
    void add_to_burst(char character);
    std::optional<Press> look_for_person();
    enum class Burst : std::uint8_t { noise, keys, answer };
    Burst judge() const;
    std::optional<Press> replay();
    std::optional<Press> end_sequence(); // what the silence behind it means

    KeySequence sequence_;
    std::array<char, longest> burst_{};
    bool after_silence_ = false; // the burst began after it
    std::size_t size_ = 0;       // of the burst; longest + 1: too long
    std::size_t replayed_ = 0;   // characters of the burst that were taken as keys
    std::uint32_t quiet_ = 0;    // ticks since the last character
    bool trusted_ = false;
};

} // namespace menu
