// SPDX-License-Identifier: BSD-2-Clause
// The screen, by the video BIOS, so that whoever has taken over INT 10h shows the menu, too. IBM, "PS/2 and PC BIOS
// Interface Technical Reference", INT 10h and "Data Areas".
#pragma once

#include "stage2/choice/menu/view.hpp"

#include <optional>

namespace menu {

class ScreenView final : public View {
public:
    // The screen in a text mode; nothing if there is none.
    static std::optional<ScreenView> open();

    void clear() override;
    static void beep();

private:
    ScreenView(std::uint32_t columns, std::uint32_t rows) : View(columns, rows), columns_(columns), rows_(rows) {}

    void write(std::uint32_t row, std::uint32_t column, std::string_view words, bool reversed, bool ends_line) override;
    void place_cursor(std::uint32_t row, std::uint32_t column) override;

    std::uint32_t columns_, rows_; // of the screen
};

} // namespace menu
