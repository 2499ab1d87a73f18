// SPDX-License-Identifier: BSD-2-Clause
// A screen behind INT 10h: its characters, their attributes, and the cursor. Ralf Brown's Interrupt List, INT 10h.
#pragma once

#include "tests/fake_machine.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

class FakeScreen {
public:
    FakeScreen(FakeMachine& machine, std::uint32_t width, std::uint32_t rows)
        : columns(width), lines(rows, std::string(width, '#')), reversed(rows, std::string(width, '#'))
    {
        machine.put(0x449, std::uint8_t{3});
        machine.put(0x44A, static_cast<std::uint16_t>(columns));
        machine.put(0x484, static_cast<std::uint8_t>(rows - 1));
        machine.on_interrupt(0x10, [this](bios::Registers const& input) { return serve(input); });
    }
    FakeScreen(FakeScreen const&) = delete;
    FakeScreen& operator=(FakeScreen const&) = delete;

    // A line without the blanks behind it.
    std::string line(std::size_t row) const
    {
        auto words = lines.at(row);
        while (words.ends_with(' '))
            words.pop_back();
        return words;
    }
    bool has(std::string_view words) const
    {
        return std::ranges::any_of(lines, [&](auto const& line) { return line.contains(words); });
    }

    std::uint32_t columns;
    std::vector<std::string> lines;
    std::vector<std::string> reversed; // 'r' where a character is dark on light, ' ' where it is not
    std::uint32_t cursor_row = 0, cursor_column = 0;
    std::size_t written = 0; // characters
    std::size_t beeps = 0;

private:
    bios::Registers serve(bios::Registers const& input)
    {
        auto const low = [](std::uint32_t value) { return value & 0xFF; };
        auto const high = [](std::uint32_t value) { return value >> 8 & 0xFF; };
        auto const colour = [](std::uint32_t attribute) {
            if (attribute != 0x07 && attribute != 0x70)
                throw std::logic_error("an attribute that the menu does not use");
            return attribute == 0x70 ? 'r' : ' ';
        };
        switch (high(input.eax)) {
        case 0x02:
            cursor_row = high(input.edx);
            cursor_column = low(input.edx);
            if (input.ebx >> 8 & 0xFF)
                throw std::logic_error("another page than the first one");
            break;
        case 0x06:
            if (low(input.eax) != 0 || input.ecx != 0 || input.edx != ((lines.size() - 1) << 8 | (columns - 1)))
                throw std::logic_error("not the whole screen is cleared");
            for (auto& line : lines)
                line.assign(columns, ' ');
            for (auto& line : reversed)
                line.assign(columns, colour(high(input.ebx)));
            break;
        case 0x09:
            if (cursor_column + input.ecx > columns)
                throw std::logic_error("the BIOS writes into the next line");
            for (std::uint32_t i = 0; i < input.ecx; ++i) {
                lines.at(cursor_row).at(cursor_column + i) = static_cast<char>(input.eax);
                reversed.at(cursor_row).at(cursor_column + i) = colour(low(input.ebx));
            }
            written += input.ecx;
            break;
        case 0x0E: beeps += low(input.eax) == 7; break;
        default: break;
        }
        return wreckage();
    }
};
