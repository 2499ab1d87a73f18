// SPDX-License-Identifier: BSD-2-Clause
// Stops diskette motors.
#include "stage2/protocols/shared/diskette.hpp"

#include "include/x86/port.hpp"
#include "stage2/bios/call.hpp"

namespace diskette {

void stop_motors()
{
    constexpr std::uint32_t motor_status = 0x43F;
    constexpr std::uint16_t digital_output = 0x3F2;
    constexpr std::uint8_t motors_off = 0x0C; // without a reset of the controller
    if ((bios::peek8(motor_status) & 0x0F) != 0)
        x86::out8(digital_output, motors_off);
}

} // namespace diskette
