// SPDX-License-Identifier: BSD-2-Clause
// The keyboard by INT 16h, and the restart of the machine.
#include "stage2/bios/keyboard.hpp"

#include "include/x86/cpu.hpp"
#include "include/x86/reset.hpp"
#include "stage2/bios/call.hpp"

namespace bios {

namespace {

constexpr std::uint16_t check = 0x0100;      // AH=01h: ZF is set if there is no key; AL: its character
constexpr std::uint32_t shift_flags = 0x417; // in the BIOS data area
constexpr std::uint8_t shift_keys = 3;       // bits 0 and 1
constexpr int most_keys = 16;                // one more than a BIOS's buffer holds

} // namespace

bool take_key()
{
    if (call(0x16, {.eax = check}).zero())
        return false;
    call(0x16, {});
    return true;
}

bool is_attention_asked()
{
    for (int i = 0; i < most_keys; ++i) {
        auto const reply = call(0x16, {.eax = check});
        if (reply.zero())
            break;
        if (reply.al() != '\r')
            return true;
        call(0x16, {});
    }
    return (peek8(shift_flags) & shift_keys) != 0;
}

void restart()
{
    x86::reset();
    call(0x19, {}); // bootstrap: the BIOS boots again
    for (;;)
        x86::halt();
}

} // namespace bios
