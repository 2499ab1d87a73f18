// SPDX-License-Identifier: BSD-2-Clause
// A terminal on COM1. ECMA-48 "Control Functions": CUP, ED, EL, SGR; DEC, "VT100 User Guide", chapter 3.
#pragma once

#include "include/x86/serial.hpp"
#include "stage2/choice/menu/view.hpp"

namespace menu {

// Sends all of `words`; a port that is stuck ends its output by itself.
void send(x86::Serial& port, std::string_view words);

class TerminalView final : public View {
public:
    static constexpr std::uint32_t columns = 80, rows = 24; // of a VT100

    explicit TerminalView(x86::Serial& port) : View(columns, rows), port_(port) {}

    void clear() override;

private:
    void write(std::uint32_t row, std::uint32_t column, std::string_view words, bool reversed, bool ends_line) override;
    void place_cursor(std::uint32_t row, std::uint32_t column) override;

    x86::Serial& port_;
};

} // namespace menu
