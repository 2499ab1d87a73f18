// SPDX-License-Identifier: BSD-2-Clause
// Tests what the keyboard says before a boot that shows no menu.
#include "stage2/bios/keyboard.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace {

constexpr std::uint32_t shift_flags = 0x417;

// A BIOS with a keyboard buffer of scan codes and characters.
struct KeyboardTest : testing::Test {
    KeyboardTest()
    {
        machine.on_interrupt(0x16, [this](bios::Registers const& input) {
            auto reply = wreckage();
            if (buffer.empty() && input.ah() == 0)
                throw std::logic_error("waits for a key that nobody presses");
            if (buffer.empty()) {
                reply.flags = 0x40;
                return reply;
            }
            reply.eax = 0xDEAD'0000 | buffer.front();
            reply.flags = 0;
            if (input.ah() == 0 && !never_empty)
                buffer.pop_front();
            return reply;
        });
    }

    FakeMachine machine;
    std::deque<std::uint16_t> buffer;
    bool never_empty = false;
};

constexpr std::uint16_t enter = 0x1C0D, keypad_enter = 0xE00D, space = 0x3920, f8 = 0x4200, down = 0x5000;

TEST_F(KeyboardTest, WithoutAKeyThereIsNoAttention)
{
    EXPECT_FALSE(bios::is_attention_asked());
    EXPECT_EQ(machine.calls.size(), 1u);
}

TEST_F(KeyboardTest, EnterIsRemovedAndDoesNotCount)
{
    buffer = {enter, keypad_enter, enter};
    EXPECT_FALSE(bios::is_attention_asked());
    EXPECT_TRUE(buffer.empty());
}

TEST_F(KeyboardTest, AnotherKeyCountsAndStays)
{
    for (auto const key : {space, f8, down}) {
        buffer = {key, enter};
        EXPECT_TRUE(bios::is_attention_asked());
        EXPECT_EQ(buffer, (std::deque<std::uint16_t>{key, enter}));
        buffer = {enter, enter, key};
        EXPECT_TRUE(bios::is_attention_asked());
        EXPECT_EQ(buffer, std::deque<std::uint16_t>{key});
    }
}

TEST_F(KeyboardTest, EachShiftKeyCountsWhileItIsHeld)
{
    for (auto const flags : std::initializer_list<std::uint8_t>{0x01, 0x02, 0x03, 0xFF}) {
        machine.put(shift_flags, flags);
        EXPECT_TRUE(bios::is_attention_asked());
    }
    for (auto const flags : std::initializer_list<std::uint8_t>{0x00, 0x04, 0x08, 0xFC}) { // Ctrl, Alt, the locks
        machine.put(shift_flags, flags);
        EXPECT_FALSE(bios::is_attention_asked());
    }
    machine.put(shift_flags, std::uint8_t{1});
    buffer = {enter};
    EXPECT_TRUE(bios::is_attention_asked());
    buffer = {space};
    EXPECT_TRUE(bios::is_attention_asked());
}

TEST_F(KeyboardTest, ABufferThatNeverGetsEmptyEndsTheSearch)
{
    never_empty = true;
    buffer = {enter};
    EXPECT_FALSE(bios::is_attention_asked());
    EXPECT_LE(machine.calls.size(), 40u);
}

TEST_F(KeyboardTest, TakesOneKeyAfterTheOther)
{
    EXPECT_FALSE(bios::take_key());
    buffer = {space, enter};
    EXPECT_TRUE(bios::take_key());
    EXPECT_EQ(buffer, std::deque<std::uint16_t>{enter});
    EXPECT_TRUE(bios::take_key());
    EXPECT_FALSE(bios::take_key());
}

} // namespace
