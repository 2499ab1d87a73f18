// SPDX-License-Identifier: BSD-2-Clause
// Tests the keys of the PC's keyboard, as INT 16h gives them.
#include "stage2/choice/menu/keyboard.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

namespace {

using menu::Key, menu::press_of_bios;

struct Code {
    std::uint16_t ax;
    Key key;
};

constexpr Code codes[] = {
    // the grey keys with AL = 0, as INT 16h AH=00h gives them; some BIOSes leave AL = E0h
    {0x4700, Key::home},
    {0x4800, Key::up},
    {0x4900, Key::page_up},
    {0x4B00, Key::left},
    {0x4D00, Key::right},
    {0x4F00, Key::end},
    {0x5000, Key::down},
    {0x5100, Key::page_down},
    {0x5300, Key::remove},
    {0x47E0, Key::home},
    {0x48E0, Key::up},
    {0x49E0, Key::page_up},
    {0x4BE0, Key::left},
    {0x4DE0, Key::right},
    {0x4FE0, Key::end},
    {0x50E0, Key::down},
    {0x51E0, Key::page_down},
    {0x53E0, Key::remove},
    {0x1C0D, Key::enter},
    {0xE00D, Key::enter}, // of the keypad
    {0x011B, Key::escape},
    {0x0E08, Key::backspace},
    {0x0E7F, Key::backspace}, // with Ctrl
    {0x1E01, Key::line_begin},
    {0x1205, Key::line_end},
    {0x250B, Key::kill_to_end},
    {0x1117, Key::kill_word},
    {0x1615, Key::kill_to_begin},
    {0x260C, Key::redraw},
    {0x310E, Key::next_line},
    {0x1910, Key::previous_line},
    // without meaning
    {0x0F09, Key::other}, // Tab
    {0x0F00, Key::other}, // Shift and Tab
    {0x1C0A, Key::other}, // Ctrl and Enter
    {0x3B00, Key::other}, // F1
    {0x8500, Key::other}, // F11
    {0x5200, Key::other}, // Insert
    {0x4C00, Key::other}, // the keypad's 5
    {0x7700, Key::other}, // Ctrl and Home
    {0x0000, Key::other}, // Ctrl and Break
    {0x00E0, Key::other}, // Alt and 224
    {0x0081, Key::other}, // Alt and 129
    {0x2E03, Key::other}, // Ctrl and C
};

TEST(MenuKeyboard, KnowsScanCodesAndControlCharacters)
{
    for (auto const& [ax, key] : codes) {
        EXPECT_EQ(press_of_bios(ax).key, key) << std::hex << ax;
        EXPECT_EQ(press_of_bios(ax).character, 0);
    }
}

TEST(MenuKeyboard, PrintableCharactersAreKeysWhateverTheirScanCode)
{
    for (std::uint32_t ax = 0; ax <= 0xFFFF; ++ax) {
        auto const press = press_of_bios(static_cast<std::uint16_t>(ax));
        auto const character = ax & 0xFF;
        bool const printable = character >= ' ' && character < 0x7F;
        ASSERT_EQ(press.key == Key::character, printable) << std::hex << ax;
        if (printable) {
            ASSERT_EQ(press.character, static_cast<char>(character));
        }
        ASSERT_NE(press.key, Key::terminal);
    }
}

TEST(MenuKeyboard, TakesAKeyOnlyIfThereIsOne)
{
    FakeMachine machine;
    bool pressed = false;
    machine.on_interrupt(0x16, [&](bios::Registers const& input) {
        auto reply = wreckage();
        reply.flags = pressed ? 0 : 0x40;
        reply.eax = input.ah() == 0 ? 0xDEAD'4800 : 0xDEAD'BEEF;
        return reply;
    });
    EXPECT_FALSE(menu::take_from_keyboard());
    EXPECT_EQ(machine.count(0x16, 0), 0u);
    pressed = true;
    auto const press = menu::take_from_keyboard();
    ASSERT_TRUE(press);
    EXPECT_EQ(press->key, Key::up);
    EXPECT_EQ(machine.count(0x16, 0), 1u);
}

} // namespace
