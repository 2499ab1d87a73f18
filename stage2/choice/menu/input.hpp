// SPDX-License-Identifier: BSD-2-Clause
// The keys of the keyboard and of COM1, and the clock.
#pragma once

#include "include/x86/serial.hpp"
#include "stage2/choice/menu/key.hpp"
#include "stage2/choice/menu/serial_keys.hpp"
#include "stage2/talk/tick_count.hpp"

#include <optional>

namespace menu {

class Input {
public:
    // `port` may be nullptr. Drops all keys that wait.
    explicit Input(x86::Serial* port);

    // The next key, if there is one. Call it continuously.
    std::optional<Press> next();

    // Whether a tick of the clock has passed since the last call.
    bool take_tick();

    // Whether the last key came from COM1.
    bool is_from_serial() const { return from_serial_; }

private:
    x86::Serial* port_;
    SerialKeys serial_keys_;
    TickCount ticks_;
    bool ticked_ = false;
    bool from_serial_ = false;
};

} // namespace menu
