// SPDX-License-Identifier: BSD-2-Clause
// Decodes the keys of a terminal on COM1.
#include "stage2/choice/menu/serial_keys.hpp"

namespace menu {

namespace {

// ECMA-48, "CSI": parameters from '0' to '?', intermediate characters from ' ' to '/', a final one from '@' to '~'.
constexpr bool is_parameter(char character)
{
    return character >= '0' && character <= '?';
}

constexpr bool is_final(char character)
{
    return character >= '@' && character <= '~';
}

constexpr Key of_letter(char letter)
{
    switch (letter) {
    case 'A': return Key::up;
    case 'B': return Key::down;
    case 'C': return Key::right;
    case 'D': return Key::left;
    case 'F': return Key::end;
    case 'H': return Key::home;
    case 'M': return Key::enter; // of the keypad, behind SS3
    default: return Key::other;
    }
}

constexpr Key of_number(std::uint8_t number)
{
    switch (number) {
    case 1:
    case 7: return Key::home;
    case 3: return Key::remove;
    case 4:
    case 8: return Key::end;
    case 5: return Key::page_up;
    case 6: return Key::page_down;
    default: return Key::other;
    }
}

} // namespace

std::optional<Press> KeySequence::add(char character)
{
    bool const after_return = after_return_;
    after_return_ = false;
    if (character == 0x1B) { // begins a sequence, also within another one
        state_ = State::escape;
        return std::nullopt;
    }
    switch (state_) {
    case State::none: break;
    case State::escape:
        state_ = State::none;
        if (character == '[') {
            state_ = State::control;
            parameter_ = 0;
            first_parameter_ = true;
            is_private_ = false;
            return std::nullopt;
        }
        if (character == 'O') {
            state_ = State::single_shift;
            return std::nullopt;
        }
        return Press{Key::other}; // Alt and a key
    case State::control: return add_to_control(character);
    case State::single_shift: state_ = State::none; return Press{of_letter(character)};
    case State::console_key: state_ = State::none; return Press{Key::other};
    }
    if ((character == '\n' || character == '\0') && after_return) // Telnet: RFC 854, "The NVT printer and keyboard"
        return std::nullopt;
    if (character == '\n' || character == '\r') {
        after_return_ = character == '\r';
        return Press{Key::enter};
    }
    return press_of(character);
}

std::optional<Press> KeySequence::add_to_control(char character)
{
    if (character >= '0' && character <= '9') {
        constexpr std::uint8_t no_key = 255;
        bool const fits = parameter_ < no_key / 10;
        if (first_parameter_)
            parameter_ = fits ? static_cast<std::uint8_t>(parameter_ * 10 + (character - '0')) : no_key;
        return std::nullopt;
    }
    if (is_parameter(character)) {
        is_private_ = is_private_ || character == '?';
        first_parameter_ = first_parameter_ && character != ';';
        return std::nullopt;
    }
    if (character >= ' ' && character <= '/')
        return std::nullopt;
    if (character == '[') { // F1 to F5 of Linux's console: one letter more
        state_ = State::console_key;
        return std::nullopt;
    }
    state_ = State::none;
    if (!is_final(character)) // a control character within a sequence: neither counts
        return Press{Key::other};
    if (character == 'c')
        return Press{is_private_ ? Key::terminal : Key::other};
    if (is_private_)
        return Press{Key::other};
    return Press{character == '~' ? of_number(parameter_) : of_letter(character)};
}

SerialKeys::Burst SerialKeys::judge() const
{
    if (size_ > longest)
        return Burst::noise;
    KeySequence sequence;
    std::size_t keys = 0, answers = 0;
    bool is_ended = false; // a person waits for what Enter does
    for (std::size_t at = 0; at < size_; ++at) {
        auto const press = sequence.add(burst_[at]);
        if (!press)
            continue;
        if (press->key == Key::other || is_ended)
            return Burst::noise;
        is_ended = press->key == Key::enter;
        ++(press->key == Key::terminal ? answers : keys);
    }
    if (sequence.is_begun() && !sequence.is_escape())
        return Burst::noise;
    if (answers != 0)
        return answers == 1 && keys == 0 && !sequence.is_begun() ? Burst::answer : Burst::noise;
    // One key, or one key and Enter. (A mouse sends M3, a shell its prompt.)
    keys += sequence.is_escape();
    bool const is_command = keys == 1 || (keys == 2 && is_ended);
    return after_silence_ && is_command && size_ <= longest_keys ? Burst::keys : Burst::noise;
}

// The next key of the burst.
std::optional<Press> SerialKeys::replay()
{
    while (replayed_ < size_)
        if (auto const press = sequence_.add(burst_[replayed_++]))
            return press;
    size_ = replayed_ = 0;
    return std::nullopt;
}

std::optional<Press> SerialKeys::end_sequence()
{
    bool const is_escape = sequence_.is_escape();
    sequence_.clear();
    return is_escape ? std::optional{Press{Key::escape}} : std::nullopt;
}

void SerialKeys::add_to_burst(char character)
{
    if (size_ < longest)
        burst_[size_++] = character;
    else if (!trusted_)
        size_ = longest + 1;
}

std::optional<Press> SerialKeys::look_for_person()
{
    if (size_ == 0 || quiet_ < silence)
        return std::nullopt;
    auto const burst = judge();
    trusted_ = burst == Burst::keys;
    if (trusted_) {
        auto const press = replay();
        return press ? press : end_sequence();
    }
    size_ = 0;
    return burst == Burst::answer ? std::optional{Press{Key::terminal}} : std::nullopt;
}

std::optional<Press> SerialKeys::look(std::optional<char> received, bool has_ticked)
{
    if (received && size_ == 0)
        after_silence_ = quiet_ >= silence;
    quiet_ = received ? 0 : quiet_ + (has_ticked && quiet_ < silence);
    if (!trusted_ || size_ != 0) {
        if (received)
            add_to_burst(*received);
        return trusted_ ? replay() : received ? std::nullopt : look_for_person();
    }
    if (received) {
        if (*received == '\0') // a line error
            sequence_.clear();
        return *received == '\0' ? std::nullopt : sequence_.add(*received);
    }
    return quiet_ < silence ? std::nullopt : end_sequence();
}

} // namespace menu
