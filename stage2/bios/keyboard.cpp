// The keyboard by INT 16h, and the restart of the machine.
#include "stage2/bios/keyboard.hpp"

#include "include/x86/cpu.hpp"
#include "include/x86/reset.hpp"
#include "stage2/bios/call.hpp"

namespace bios {

bool take_key()
{
    constexpr std::uint8_t check = 1;
    if (call(0x16, {.eax = check << 8}).zero())
        return false;
    call(0x16, {});
    return true;
}

void restart()
{
    x86::reset();
    call(0x19, {}); // bootstrap: the BIOS boots again
    for (;;)
        x86::halt();
}

} // namespace bios
