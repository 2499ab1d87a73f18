// SPDX-License-Identifier: BSD-2-Clause
// What kernels find in low memory when they go back to the BIOS: the interrupt vectors and the BIOS data area, as
// entry.asm copied them. IBM PS/2 and PC BIOS Interface Technical Reference, "BIOS data areas".

#include "tests/guests/multiboot/checks.hpp"

namespace guest {
namespace {

// Timer, keyboard, diskette; then the services for video, equipment, memory, disks, serial port, system, keyboard,
// printer, clock.
constexpr std::uint8_t VECTORS[] = {0x08, 0x09, 0x0E, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x1A};
constexpr Address BIOS_BEGIN = 0x8'0000, BIOS_END = 0x10'0000; // the extended BIOS data area may hold handlers

constexpr std::uint16_t COM1 = 0x400, EBDA = 0x40E, KIB = 0x413, KEYS = 0x41A, KEYS_END = 0x41C, MODE = 0x449,
                        COLUMNS = 0x44A, TICKS = 0x46C, DISKS = 0x475, ROWS = 0x484;

template <typename T>
T low(std::uint32_t address)
{
    return read<T>(address_of(entry_state.low_memory) + address);
}

void check_vectors(Report& report)
{
    for (auto const vector : VECTORS) {
        auto const handler = std::uint32_t{low<std::uint16_t>(vector * 4U + 2)} * 16 + low<std::uint16_t>(vector * 4U);
        bool const is_in_bios = handler >= BIOS_BEGIN && handler < BIOS_END;
        report.that(Topic::firmware, "an interrupt vector leads into the BIOS", is_in_bios);
        if (is_in_bios)
            report.that(Topic::firmware, "a handler is there", read<std::uint8_t>(handler) != 0xFF);
    }
}

void check_keyboard_buffer(Report& report)
{
    for (auto const pointer : {KEYS, KEYS_END}) {
        auto const key = low<std::uint16_t>(pointer);
        report.that(Topic::firmware, "pointer into the keyboard buffer", key >= 0x1E && key < 0x3E && key % 2 == 0);
    }
}

} // namespace

void check_firmware(Report& report)
{
    check_vectors(report);
    check_keyboard_buffer(report);
    std::uint32_t const ebda = low<std::uint16_t>(EBDA) * 16U, kib = low<std::uint16_t>(KIB);
    report.equal(Topic::firmware, "port of COM1", 0x3F8, low<std::uint16_t>(COM1));
    report.that(Topic::firmware, "KiB of conventional memory", kib >= 512 && kib <= 640);
    report.that(Topic::firmware, "the extended BIOS data area is above it", ebda >= kib * 1024 && ebda < 0xA0000);
    report.that(Topic::firmware, "size of the extended BIOS data area",
                read<std::uint8_t>(ebda) > 0 && ebda + read<std::uint8_t>(ebda) * 1024U <= 0xA0000);
    report.that(Topic::firmware, "there is a disk", low<std::uint8_t>(DISKS) >= 1);
    report.that(Topic::firmware, "the clock has ticked", low<std::uint32_t>(TICKS) != 0);
    if (expects_graphics())
        return;
    report.equal(Topic::firmware, "video mode", 3, low<std::uint8_t>(MODE));
    report.equal(Topic::firmware, "columns", 80, low<std::uint16_t>(COLUMNS));
    report.equal(Topic::firmware, "rows - 1", 24, low<std::uint8_t>(ROWS));
}

} // namespace guest
