// SPDX-License-Identifier: BSD-2-Clause
// Faults of the screen and of VBE's answers.

#include "tests/guests/multiboot/mutations.hpp"

namespace guest {
namespace {

// Offsets behind the screen's record.
constexpr Address ADDRESS = 0, PITCH = 8, WIDTH = 12, HEIGHT = 16, DEPTH = 20, TYPE = 21;

bool flip(Damage& damage, Answer const& answer, Address field, std::uint8_t bits)
{
    if (answer.screen)
        damage.flip(answer.screen->record + field, bits);
    return answer.screen.has_value();
}

bool flip_vbe(Damage& damage, Answer const& answer, Address Vbe::* block, Address field, std::uint8_t bits = 1)
{
    bool const is_given = answer.vbe.has_value();
    if (is_given)
        damage.flip(*answer.vbe.*block + field, bits);
    return answer.vbe.has_value();
}

// Red lies where green does.
bool overlap_colours(Damage& damage, Answer const& answer)
{
    if (!expects_graphics() || !answer.screen)
        return false;
    auto const colours = answer.screen->colours_record;
    damage.set(colours, read<std::uint8_t>(colours + 2));
    return true;
}

constexpr Mutation LIST[] = {
    {"screen's address", Topic::screen, [](Damage& d, Answer const& a) { return flip(d, a, ADDRESS + 4, 1); }},
    {"screen's pitch", Topic::screen, [](Damage& d, Answer const& a) { return flip(d, a, PITCH + 3, 0xFF); }},
    {"screen's width", Topic::screen, [](Damage& d, Answer const& a) { return flip(d, a, WIDTH, 1); }},
    {"screen's height", Topic::screen, [](Damage& d, Answer const& a) { return flip(d, a, HEIGHT, 1); }},
    {"screen's depth", Topic::screen, [](Damage& d, Answer const& a) { return flip(d, a, DEPTH, 8); }},
    {"screen's type", Topic::screen, [](Damage& d, Answer const& a) { return flip(d, a, TYPE, RGB ^ TEXT); }},
};

bool set_low(Damage& damage, std::uint32_t address, std::uint8_t value)
{
    damage.set(address_of(entry_state.low_memory) + address, value);
    return true;
}

constexpr Mutation TEXTUAL[] = {
    {"monochrome mode", Topic::firmware, [](Damage& d, Answer const&) { return set_low(d, 0x449, 7); }},
    {"40 columns", Topic::firmware, [](Damage& d, Answer const&) { return set_low(d, 0x44A, 40); }},
    {"50 rows", Topic::firmware, [](Damage& d, Answer const&) { return set_low(d, 0x484, 49); }},
};

bool put_into_memory(Damage& damage, Answer const& answer)
{
    if (answer.screen)
        damage.set(answer.screen->record + ADDRESS, std::uint64_t{2 << 20});
    return answer.screen.has_value();
}

bool forget_number(Damage& damage, Answer const& answer)
{
    if (answer.vbe)
        damage.set(answer.vbe->number_record, std::uint16_t{3});
    return answer.vbe.has_value();
}

constexpr Mutation GRAPHICS[] = {
    {"screen in memory", Topic::screen, put_into_memory},
    {"VBE's number", Topic::vbe, forget_number},
    {"VBE's version", Topic::vbe, [](Damage& d, Answer const& a) { return flip_vbe(d, a, &Vbe::control, 5, 0xFF); }},
    {"colours overlap", Topic::screen, overlap_colours},
    {"VBE's signature", Topic::vbe, [](Damage& d, Answer const& a) { return flip_vbe(d, a, &Vbe::control, 0); }},
    {"VBE's attributes", Topic::vbe, [](Damage& d, Answer const& a) { return flip_vbe(d, a, &Vbe::mode, 0); }},
    {"VBE's width", Topic::vbe, [](Damage& d, Answer const& a) { return flip_vbe(d, a, &Vbe::mode, 18); }},
    {"VBE's depth", Topic::vbe, [](Damage& d, Answer const& a) { return flip_vbe(d, a, &Vbe::mode, 25); }},
    {"VBE's address", Topic::vbe, [](Damage& d, Answer const& a) { return flip_vbe(d, a, &Vbe::mode, 43); }},
};

} // namespace

std::span<Mutation const> screen_mutations()
{
    return LIST;
}

std::span<Mutation const> text_mutations()
{
    return TEXTUAL;
}

std::span<Mutation const> graphics_mutations()
{
    return GRAPHICS;
}

} // namespace guest
