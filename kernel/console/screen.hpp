// SPDX-License-Identifier: BSD-2-Clause
// Writes to the VGA text screen, 80x25. Output continues below the loader's. IBM VGA; Ralf Brown, "BIOS Data Area".
#pragma once

#include "kernel/memory/direct_map.hpp"

#include <array>
#include <cstdint>

class Screen {
public:
    // Takes over cursor and contents. In a mode other than 80-column text the console discards all output.
    void open(DirectMap memory);

    void write(char character);

private:
    static constexpr std::size_t columns = 80;
    static constexpr std::size_t rows = 25;
    static constexpr std::uint16_t light_gray = 0x0700; // attribute in the high byte, character in the low one

    void put(std::size_t place, std::uint16_t cell);
    void new_line();
    void show_cursor() const;

    std::uint16_t volatile* cells_ = nullptr;
    std::uint16_t crt_controller_ = 0;                  // index port; the data port is the next one
    std::array<std::uint16_t, columns * rows> shown_{}; // what cells_ holds: reading it back from a card is slow
    std::size_t row_ = 0;
    std::size_t column_ = 0;
};
