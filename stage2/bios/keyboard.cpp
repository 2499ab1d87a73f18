// The keyboard and the reset line behind its controller.
#include "stage2/bios/keyboard.hpp"

#include "include/x86/cpu.hpp"
#include "include/x86/port.hpp"
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
    constexpr std::uint16_t controller = 0x64;
    constexpr std::uint8_t input_full = 2;
    constexpr std::uint8_t pulse_reset = 0xFE;
    constexpr std::uint16_t reset_control = 0xCF9; // PCI chip sets: Intel ICH datasheet, "RST_CNT"
    constexpr std::uint8_t full_reset = 0x06;
    constexpr std::uint32_t patience = 100'000;

    for (std::uint32_t looks = 0; looks < patience && (x86::in8(controller) & input_full); ++looks)
        x86::pause();
    x86::out8(controller, pulse_reset);
    for (std::uint32_t looks = 0; looks < patience; ++looks)
        x86::in8(controller); // the pulse takes its time
    x86::out8(reset_control, full_reset);
    call(0x19, {}); // bootstrap: the BIOS begins again where it found us
    for (;;)
        x86::halt();
}

} // namespace bios
