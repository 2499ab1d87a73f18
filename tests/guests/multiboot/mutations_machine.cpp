// SPDX-License-Identifier: BSD-2-Clause
// Faults of the machine's state, of low memory and of the image.

#include "tests/guests/multiboot/mutations.hpp"

namespace guest {
namespace {

Address state(void const* field)
{
    return address_of(field);
}
Address low(std::uint32_t address)
{
    return address_of(entry_state.low_memory) + address;
}
Segment& segment(SegmentIndex index)
{
    return entry_state.segments[index];
}

bool set(Damage& damage, std::uint32_t const& field, std::uint32_t value)
{
    damage.set(state(&field), value);
    return true;
}

bool flip(Damage& damage, std::uint32_t const& field, std::uint32_t bits)
{
    damage.flip(state(&field), bits);
    return true;
}

// The upper byte of the base of DS, in the table itself.
bool move_base(Damage& damage, Answer const&)
{
    auto const table = std::uint32_t{entry_state.gdt_base_high} << 16 | entry_state.gdt_base_low;
    damage.set(table + (segment(DS).selector & ~7U) + 7, std::uint8_t{1});
    return true;
}

bool low_byte(Damage& damage, std::uint32_t address, std::uint8_t value)
{
    damage.set(low(address), value);
    return true;
}

bool low_word(Damage& damage, std::uint32_t address, std::uint16_t value)
{
    damage.set(low(address), value);
    return true;
}

bool image_byte(Damage& damage, Address address)
{
    damage.flip(address, std::uint8_t{1});
    return true;
}

constexpr Mutation LIST[] = {
    {"EAX of the other protocol", Topic::state,
     [](Damage& d, Answer const&) { return flip(d, entry_state.eax, 0x2BADB002 ^ 0x36D76289); }},
    {"EAX of the header", Topic::state, [](Damage& d, Answer const&) { return set(d, entry_state.eax, 0x1BADB002); }},
    {"interrupts on", Topic::state, [](Damage& d, Answer const&) { return flip(d, entry_state.eflags, 1 << 9); }},
    {"direction down", Topic::state, [](Damage& d, Answer const&) { return flip(d, entry_state.eflags, 1 << 10); }},
    {"virtual 8086", Topic::state, [](Damage& d, Answer const&) { return flip(d, entry_state.eflags, 1 << 17); }},
    {"real mode", Topic::state, [](Damage& d, Answer const&) { return flip(d, entry_state.cr0, 1); }},
    {"paging on", Topic::state, [](Damage& d, Answer const&) { return flip(d, entry_state.cr0, 1U << 31); }},
    {"PAE on", Topic::state, [](Damage& d, Answer const&) { return flip(d, entry_state.cr4, 1 << 5); }},
    {"CS with a limit of 1 MiB", Topic::segments,
     [](Damage& d, Answer const&) { return set(d, segment(CS).limit, 0xFFFFF); }},
    {"CS not readable", Topic::segments, [](Damage& d, Answer const&) { return flip(d, segment(CS).rights, 0x200); }},
    {"CS of 16 bits", Topic::segments, [](Damage& d, Answer const&) { return flip(d, segment(CS).rights, 1 << 22); }},
    {"DS not writable", Topic::segments, [](Damage& d, Answer const&) { return flip(d, segment(DS).rights, 0x200); }},
    {"ES without memory", Topic::segments, [](Damage& d, Answer const&) { return set(d, segment(ES).limit, 0); }},
    {"FS empty", Topic::segments,
     [](Damage& d, Answer const&) { return set(d, segment(FS).rights, 0) && set(d, segment(FS).selector, 0); }},
    {"GS with a limit of 64 KiB", Topic::segments,
     [](Damage& d, Answer const&) { return set(d, segment(GS).limit, 0xFFFF); }},
    {"SS executable", Topic::segments, [](Damage& d, Answer const&) { return flip(d, segment(SS).rights, 0x800); }},
    {"base of DS", Topic::segments, move_base},
    {"A20 closed", Topic::a20,
     [](Damage& d, Answer const&) {
         d.set(state(&entry_state.a20_is_open), std::uint8_t{0});
         return true;
     }},
    {"ESP in the image", Topic::stack,
     [](Damage& d, Answer const&) { return set(d, entry_state.esp, image().begin + 4096); }},
    {"ESP in the first page", Topic::stack, [](Damage& d, Answer const&) { return set(d, entry_state.esp, 0x1000); }},
    {"ESP in the ROM", Topic::stack, [](Damage& d, Answer const&) { return set(d, entry_state.esp, 0xF8000); }},
    {"ESP in a segment", Topic::stack,
     [](Damage& d, Answer const&) { return set(d, entry_state.esp, expectation.segments[0].begin + 4096); }},
    {"ESP is odd", Topic::stack, [](Damage& d, Answer const&) { return flip(d, entry_state.esp, 1); }},
    {"ESP in a module", Topic::stack,
     [](Damage& d, Answer const& a) {
         return !a.modules.empty() && set(d, entry_state.esp, a.modules[0].bytes.end & ~3U);
     }},
    {"first PIC masked", Topic::pic,
     [](Damage& d, Answer const&) {
         d.set(state(&entry_state.pic_masks[0]), std::uint8_t{0xFF});
         return true;
     }},
    {"second PIC masked", Topic::pic,
     [](Damage& d, Answer const&) {
         d.set(state(&entry_state.pic_masks[1]), std::uint8_t{0xFF});
         return true;
     }},
    {"vector of the disk hooked", Topic::firmware,
     [](Damage& d, Answer const&) { return low_word(d, 0x13 * 4 + 2, 0x1000); }},
    {"vector of the timer cleared", Topic::firmware,
     [](Damage& d, Answer const&) { return low_word(d, 8 * 4 + 2, 0) && low_word(d, 8 * 4, 0); }},
    {"no extended BIOS data area", Topic::firmware, [](Damage& d, Answer const&) { return low_word(d, 0x40E, 0); }},
    {"less conventional memory", Topic::firmware, [](Damage& d, Answer const&) { return low_word(d, 0x413, 64); }},
    {"keyboard buffer overwritten", Topic::firmware, [](Damage& d, Answer const&) { return low_word(d, 0x41A, 0x80); }},
    {"port of COM1 overwritten", Topic::firmware, [](Damage& d, Answer const&) { return low_word(d, 0x400, 0); }},
    {"no disks in the BIOS data area", Topic::firmware, [](Damage& d, Answer const&) { return low_byte(d, 0x475, 0); }},
    {"clock stands still", Topic::firmware,
     [](Damage& d, Answer const&) { return low_word(d, 0x46C, 0) && low_word(d, 0x46E, 0); }},
    {"image at another address", Topic::base,
     [](Damage& d, Answer const&) { return set(d, expectation.link_base, image().begin - 4096); }},
    {"image above its limit", Topic::base,
     [](Damage& d, Answer const&) { return set(d, expectation.allowed.end, image().end - 1); }},
    {"first byte of .bss", Topic::bss, [](Damage& d, Answer const&) { return image_byte(d, address_of(bss_begin)); }},
    {"last byte of .bss", Topic::bss, [](Damage& d, Answer const&) { return image_byte(d, address_of(bss_end) - 1); }},
    {"first byte of the image", Topic::image, [](Damage& d, Answer const&) { return image_byte(d, image().begin); }},
    {"last byte of the constants", Topic::image,
     [](Damage& d, Answer const&) { return image_byte(d, address_of(text_end) - 1); }},
    {"first byte of a segment", Topic::image,
     [](Damage& d, Answer const&) { return image_byte(d, expectation.segments[0].begin); }},
    {"byte that a segment must clear", Topic::image,
     [](Damage& d, Answer const&) {
         return image_byte(d, expectation.segments[0].begin + expectation.segments[0].memory_size - 1);
     }},
};

} // namespace

std::span<Mutation const> machine_mutations()
{
    return LIST;
}

} // namespace guest
