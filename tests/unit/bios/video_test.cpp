// SPDX-License-Identifier: BSD-2-Clause
// Text on the screen: into video memory where that is certain to be shown, and through the BIOS elsewhere.
#include "stage2/bios/video.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

struct VideoTest : testing::Test {
    VideoTest()
    {
        put16(0xC0000, 0xAA55); // a video ROM of 32 KiB, and INT 10h into it
        machine.put<std::uint8_t>(0xC0002, 64);
        put16(0x40, 0x1234), put16(0x42, 0xC000);
        machine.put<std::uint8_t>(0x449, 3);
        put16(0x44A, 80), put16(0x44E, 0), put16(0x463, 0x3D4);
        machine.put<std::uint8_t>(0x462, 0);
        machine.put<std::uint8_t>(0x484, 24);
        put_cursor(0, 0);
        for (std::uint32_t cell = 0; cell < 80 * 60; ++cell)
            put16(0xB8000 + 2 * cell, 0x1720); // white on blue: whose it was before
        for (int const port : {0x3D4, 0x3B4}) {
            machine.ports[static_cast<std::uint16_t>(port)].write = [this](std::uint8_t value) { index = value; };
            machine.ports[static_cast<std::uint16_t>(port + 1)].write = [this](std::uint8_t value) {
                registers[index] = value;
            };
        }
    }

    void put16(std::uint32_t address, std::uint16_t value) { machine.put<Le16>(address, value); }
    void put_cursor(std::uint8_t column, std::uint8_t row)
    {
        machine.put<std::uint8_t>(0x450, column);
        machine.put<std::uint8_t>(0x451, row);
    }
    std::string line(std::uint32_t row, std::uint32_t base = 0xB8000)
    {
        std::string words;
        for (std::uint32_t column = 0; column < 80; ++column)
            words += static_cast<char>(machine.at(base + 2 * (80 * row + column), 1)[0]);
        return words.substr(0, words.find_last_not_of(' ') + 1);
    }
    int attribute(std::uint32_t row, std::uint32_t column)
    {
        return static_cast<int>(machine.at(0xB8001 + 2 * (80 * row + column), 1)[0]);
    }
    int cursor_register() const { return registers[0x0E] << 8 | registers[0x0F]; }
    std::pair<int, int> cursor()
    {
        return {static_cast<int>(machine.at(0x450, 1)[0]), static_cast<int>(machine.at(0x451, 1)[0])};
    }
    void expect_by_bios(char const* why)
    {
        auto const before = machine.memory;
        machine.screen.clear();
        bios::print("a\nb");
        EXPECT_EQ(machine.screen, "a\nb") << why;
        EXPECT_EQ(machine.memory, before) << why;
    }

    FakeMachine machine;
    std::uint8_t index = 0;
    int registers[256]{};
};

TEST_F(VideoTest, WritesWhereTheCursorIs)
{
    put_cursor(3, 5);
    bios::print("one\ntwo");
    EXPECT_EQ(line(5), "   one");
    EXPECT_EQ(line(6), "two");
    EXPECT_EQ(attribute(6, 0), 0x07);
    EXPECT_EQ(attribute(6, 3), 0x17) << "only cells that are written to change";
    EXPECT_EQ(cursor(), (std::pair{3, 6}));
    EXPECT_EQ(cursor_register(), 6 * 80 + 3);
    EXPECT_TRUE(machine.calls.empty());
}

TEST_F(VideoTest, GoesOnInTheNextLine)
{
    bios::print(std::string(85, 'x'));
    EXPECT_EQ(line(0), std::string(80, 'x'));
    EXPECT_EQ(line(1), "xxxxx");
    EXPECT_EQ(cursor(), (std::pair{5, 1}));
}

TEST_F(VideoTest, ScrollsAtTheEnd)
{
    put_cursor(0, 23);
    bios::print("last but one\nlast\nnew\n");
    EXPECT_EQ(line(21), "last but one");
    EXPECT_EQ(line(22), "last");
    EXPECT_EQ(line(23), "new");
    EXPECT_EQ(line(24), "");
    EXPECT_EQ(attribute(24, 79), 0x07);
    EXPECT_EQ(line(25), "") << "nothing is written below the screen";
    EXPECT_EQ(attribute(25, 0), 0x17);
    EXPECT_EQ(cursor(), (std::pair{0, 24}));
}

TEST_F(VideoTest, KnowsMonochromeAdaptersAndMoreRows)
{
    machine.put<std::uint8_t>(0x449, 7);
    put16(0x463, 0x3B4);
    bios::print("one");
    EXPECT_EQ(line(0, 0xB0000).substr(0, 3), "one");
    EXPECT_EQ(cursor_register(), 3);

    machine.put<std::uint8_t>(0x449, 3);
    put16(0x463, 0x3D4);
    machine.put<std::uint8_t>(0x484, 49);
    put_cursor(0, 48);
    bios::print("two");
    EXPECT_EQ(line(48), "two");
}

TEST_F(VideoTest, LeavesOtherScreensToTheBios)
{
    machine.put<std::uint8_t>(0x449, 0x12);
    expect_by_bios("a graphics mode");
    machine.put<std::uint8_t>(0x449, 1);
    expect_by_bios("40 columns by the mode");
    machine.put<std::uint8_t>(0x449, 3);
    put16(0x44A, 132);
    expect_by_bios("132 columns");
    put16(0x44A, 80), put16(0x44E, 0x1000);
    expect_by_bios("a page elsewhere");
    put16(0x44E, 0), machine.put<std::uint8_t>(0x462, 1);
    expect_by_bios("page 1");
    machine.put<std::uint8_t>(0x462, 0), machine.put<std::uint8_t>(0x484, 0);
    expect_by_bios("an unknown number of rows");
    machine.put<std::uint8_t>(0x484, 24), put_cursor(0, 25);
    expect_by_bios("a cursor below the screen");
    put_cursor(0, 0), put16(0x463, 0x3B4);
    expect_by_bios("a colour mode on a monochrome adapter");
    put16(0x463, 0x3D4), put16(0x42, 0xF000);
    expect_by_bios("INT 10h is not the video BIOS's");
    put16(0x42, 0xC800);
    expect_by_bios("INT 10h is an option ROM's");
    put16(0x42, 0xC000), put16(0xC0000, 0);
    expect_by_bios("no video ROM");
    put16(0xC0000, 0xAA55);
    bios::print("one");
    EXPECT_EQ(line(0), "one");
}

// (Last, because it holds for the rest of the program.)
TEST_F(VideoTest, ZLeavesTheMessageOfAFailureToTheBios)
{
    bios::print_by_bios();
    expect_by_bios("asked for");
}

} // namespace
