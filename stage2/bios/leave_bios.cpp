// Taking leave of the BIOS. AMD, "BIOS and Kernel Developer's Guide for AMD Athlon 64 and AMD Opteron Processors",
// "Detect Target Operating Mode Callback" (12.21); Intel 8259A datasheet, "OCW1".
#include "stage2/bios/leave_bios.hpp"

#include "include/x86/port.hpp"
#include "stage2/bios/call.hpp"

namespace bios {

void announce_long_mode()
{
    constexpr std::uint32_t long_mode_only = 2;
    call(0x15, {.eax = 0xEC00, .ebx = long_mode_only}); // few BIOSes know it, and none can refuse
}

void mask_interrupts()
{
    constexpr std::uint16_t master_mask = 0x21;
    constexpr std::uint16_t slave_mask = 0xA1;
    x86::out8(master_mask, 0xFF);
    x86::out8(slave_mask, 0xFF);
}

} // namespace bios
