// SPDX-License-Identifier: BSD-2-Clause
// Reads the keyboard by INT 16h, and COM1 by its registers.
#include "stage2/choice/menu/input.hpp"

#include "stage2/bios/call.hpp"
#include "stage2/choice/menu/keyboard.hpp"

namespace menu {

namespace {

constexpr int most_waiting = 256;

}

std::optional<Press> take_from_keyboard()
{
    constexpr std::uint16_t check = 0x0100;
    if (bios::call(0x16, {.eax = check}).zero())
        return std::nullopt;
    return press_of_bios(bios::call(0x16, {}).ax());
}

Input::Input(x86::Serial* port) : port_(port)
{
    for (int i = 0; i < most_waiting && take_from_keyboard(); ++i) {
        // the keys that opened the menu
    }
    for (int i = 0; i < most_waiting && port_ != nullptr && port_->receive(); ++i) {
        // likewise
    }
}

std::optional<Press> Input::next()
{
    bool const ticked = ticks_.has_ticked(bios::peek32(bios::ticks));
    ticked_ = ticked_ || ticked;
    from_serial_ = false;
    if (auto const press = take_from_keyboard())
        return press;
    if (port_ == nullptr)
        return std::nullopt;
    from_serial_ = true;
    return serial_keys_.look(port_->receive(), ticked);
}

bool Input::take_tick()
{
    bool const ticked = ticked_;
    ticked_ = false;
    return ticked;
}

} // namespace menu
