// SPDX-License-Identifier: BSD-2-Clause
// The memory map: INT 15h E820h, or E801h, or 88h; INT 12h and the EBDA for the first megabyte.
// ACPI, "INT 15H, E820H"; Ralf Brown's Interrupt List, INT 15h AX=E801h, AH=88h, INT 12h.
#include "stage2/bios/memory.hpp"

#include "stage2/bios/call.hpp"

#include <algorithm>

namespace bios {

namespace {

constexpr std::uint32_t smap = 0x534D4150; // "SMAP"
constexpr int e820_calls = 1024;           // some BIOSes never end the list
constexpr std::uint32_t entry_room = 64;   // some BIOSes write 24 bytes or more, whatever size was requested

// ACPI, "Address Range Descriptor Structure". The extended attributes that may follow are ignored: some BIOSes leave
// junk there, and entries that ACPI 3 says to ignore are good.
struct AddressRange {
    Le64 base;
    Le64 length;
    Le32 type;
};
static_assert(sizeof(AddressRange) == 20);

// True if the BIOS returned a list with usable memory. A list with a wrong signature in the middle is rejected
// entirely.
bool read_e820(MemoryMap& map)
{
    auto const entry = parameters().first(entry_room);
    std::fill(entry.begin(), entry.end(), std::byte{0}); // only once: some BIOSes expect their last answer there
    std::uint32_t next = 0;
    for (int calls = 0; calls < e820_calls; ++calls) {
        // EDX is set each time, because some BIOSes destroy it. EBX is an opaque value of the BIOS.
        auto const reply = call(0x15, {.eax = 0xE820,
                                       .ebx = next,
                                       .ecx = sizeof(AddressRange),
                                       .edx = smap,
                                       .edi = parameters_address.offset,
                                       .es = parameters_address.segment});
        if (reply.carry())
            break; // the end of the list, or "no such function"
        if (reply.eax != smap) {
            map.clear();
            break;
        }
        auto const range = *read_at<AddressRange>(entry, 0);
        map.add(range.base, range.length, static_cast<MemoryKind>(std::uint32_t{range.type}));
        next = reply.ebx;
        if (next == 0)
            break; // the other way to end the list
    }
    return map.usable_bytes() != 0;
}

constexpr std::uint64_t upper_part = 16_MiB;
constexpr std::uint64_t longest_lower_part = upper_part - 1_MiB;
constexpr std::uint64_t longest_below_hole = 15_MiB - 1_MiB; // ISA machines may have a hole from 15 to 16 MiB

// Without the last MiB: some firmware uses it, and these two functions cannot report that.
std::uint64_t without_top(std::uint64_t bytes)
{
    return bytes - std::min(bytes, std::uint64_t{1_MiB});
}

// INT 15h AX=E801h: KiB between 1 and 16 MiB, and 64 KiB blocks above, in AX and BX or in CX and DX.
bool read_e801(MemoryMap& map)
{
    auto const reply = call(0x15, {.eax = 0xE801});
    if (reply.carry())
        return false;
    bool const in_ax_bx = reply.ax() != 0 || reply.bx() != 0;
    auto const below_16_mib = std::min(std::uint64_t{in_ax_bx ? reply.ax() : reply.cx()} * 1_KiB, longest_lower_part);
    auto const above_16_mib = std::uint64_t{in_ax_bx ? reply.bx() : reply.dx()} * 64_KiB;
    map.add(1_MiB, above_16_mib != 0 ? below_16_mib : without_top(below_16_mib), MemoryKind::usable);
    map.add(upper_part, without_top(above_16_mib), MemoryKind::usable);
    return below_16_mib != 0;
}

// INT 15h AH=88h: KiB above 1 MiB, at most 63 MiB. A value above 15 MiB is used only up to the hole at 15 MiB.
bool read_88(MemoryMap& map)
{
    auto const reply = call(0x15, {.eax = 0x8800});
    if (reply.carry() || reply.ax() == 0)
        return false;
    map.add(1_MiB, std::min(without_top(reply.ax() * 1_KiB), longest_below_hole), MemoryKind::usable);
    return true;
}

} // namespace

std::uint32_t low_memory_end()
{
    constexpr std::uint32_t lowest_ebda = 0x60000;
    constexpr std::uint32_t highest = 0xA0000;

    auto end = highest;
    std::uint32_t const told = call(0x12, {}).ax(); // KiB
    if (told >= 128 && told <= 640)
        end = std::min(end, told << 10);
    std::uint32_t const counted = peek16(conventional_kib);
    if (counted >= 128 && counted <= 640)
        end = std::min(end, counted << 10);
    std::uint32_t const ebda = std::uint32_t{peek16(ebda_segment)} << 4;
    if (ebda >= lowest_ebda && ebda < highest)
        end = std::min(end, ebda);
    return end;
}

Result<std::string_view> list_memory(MemoryMap& map, std::uint32_t low_end)
{
    std::string_view source = "E820h";
    if (!read_e820(map)) {
        map.clear();
        map.add(0, low_end, MemoryKind::usable);
        if (read_e801(map))
            source = "E801h";
        else if (read_88(map))
            source = "88h";
        else
            return fail(errors::Code::no_memory_map);
    }
    return source;
}

Result<std::string_view> read_memory_map(MemoryMap& map)
{
    auto const low_end = low_memory_end();
    auto const source = TRY(list_memory(map, low_end));
    map.finish(low_end);
    return source;
}

} // namespace bios
