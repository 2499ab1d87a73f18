// SPDX-License-Identifier: BSD-2-Clause
// Text output: into the video memory of a text mode, or by INT 10h AH=0Eh, the only text service that every BIOS has.
#include "stage2/bios/video.hpp"

#include "include/x86/port.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/memory/physical_memory.hpp"

namespace bios {

namespace {

// Offsets in the BIOS data area, which begins at 400h.
constexpr std::uint32_t video_mode = 0x49;   // byte
constexpr std::uint32_t column_count = 0x4A; // word
constexpr std::uint32_t page_offset = 0x4E;  // word: where the page shown begins in video memory
constexpr std::uint32_t cursor = 0x50;       // of page 0: byte: column, byte: row
constexpr std::uint32_t page_shown = 0x62;   // byte
constexpr std::uint32_t crtc_port = 0x63;    // word
constexpr std::uint32_t last_row = 0x84;     // byte

constexpr PhysAddr data_area{0x400};
constexpr std::uint32_t data_area_size = 256;
constexpr std::uint32_t int10_vector = 4 * 0x10;
constexpr std::uint32_t video_rom = 0xC0000;
constexpr std::uint32_t columns = 80;
constexpr std::uint32_t most_rows = 60;

bool bios_only;

// INT 10h AH=0Eh: teletype output on page 0, in grey on black if the screen is in a graphics mode.
void put(char character)
{
    call(0x10, {.eax = 0x0E00u | static_cast<std::uint8_t>(character), .ebx = 7});
}

// A text mode of 80 columns that shows page 0 from the start of the video memory.
class TextScreen {
public:
    bool open()
    {
        auto const area = physical_memory(data_area, data_area_size).data();
        auto const byte = [&](std::uint32_t offset) { return static_cast<std::uint8_t>(area[offset]); };
        auto const word = [&](std::uint32_t offset) -> std::uint32_t { return overlay<Le16>(area + offset); };
        auto const mode = byte(video_mode);
        port_ = word(crtc_port);
        bool const colour = port_ == 0x3D4 && (mode & ~1) == 2, monochrome = port_ == 0x3B4 && mode == 7;
        rows_ = byte(last_row) + 1u;
        at_ = byte(cursor + 1) * columns + byte(cursor);
        cells_ = reinterpret_cast<std::uint16_t volatile*>(
            physical_memory({colour ? 0xB8000u : 0xB0000u}, 2 * columns * most_rows).data());
        return (colour || monochrome) && word(column_count) == columns && word(page_offset) == 0 &&
               byte(page_shown) == 0 && rows_ >= 25 && rows_ <= most_rows && at_ < rows_ * columns && answers();
    }

    void put(char character)
    {
        if (character == '\n')
            at_ += columns - at_ % columns;
        else
            cells_[at_++] = static_cast<std::uint16_t>(grey_on_black | static_cast<std::uint8_t>(character));
        if (at_ == rows_ * columns)
            scroll();
    }

    // Sets the cursor of the display adapter and of the BIOS data area.
    void close()
    {
        auto const area = physical_memory(data_area, data_area_size).data();
        area[cursor] = static_cast<std::byte>(at_ % columns);
        area[cursor + 1] = static_cast<std::byte>(at_ / columns);
        constexpr std::uint8_t cursor_high = 0x0E, cursor_low = 0x0F; // registers of the CRT controller
        set(cursor_high, at_ >> 8);
        set(cursor_low, at_);
    }

private:
    static constexpr std::uint16_t grey_on_black = 0x0700;

    void set(std::uint8_t index, std::uint32_t value)
    {
        x86::out8(static_cast<std::uint16_t>(port_), index);
        x86::out8(static_cast<std::uint16_t>(port_ + 1), static_cast<std::uint8_t>(value));
    }

    // True if the video memory keeps what is written to it: without a display adapter there is none.
    bool answers()
    {
        auto& here = cells_[at_];
        auto const before = here;
        auto const inverted = static_cast<std::uint16_t>(~before);
        here = inverted;
        bool const kept = here == inverted;
        here = before;
        return kept;
    }

    void scroll()
    {
        at_ -= columns;
        for (std::uint32_t i = 0; i < at_; ++i)
            cells_[i] = cells_[i + columns];
        for (std::uint32_t i = at_; i < at_ + columns; ++i)
            cells_[i] = grey_on_black | ' ';
    }

    std::uint16_t volatile* cells_; // character, and above it the attribute
    std::uint32_t rows_;
    std::uint32_t at_; // the cursor: a cell's index
    std::uint32_t port_;
};

} // namespace

// The video BIOS is the ROM at C0000h.
bool is_int10_hooked()
{
    auto const vector = peek32(int10_vector);
    auto const target = (vector >> 16 << 4) + (vector & 0xFFFF);
    auto const rom_size = peek16(video_rom) == 0xAA55 ? peek8(video_rom + 2) * 512u : 0;
    return target - video_rom >= rom_size;
}

void print(std::string_view words)
{
    TextScreen screen;
    if (!bios_only && !is_int10_hooked() && screen.open()) {
        for (char const character : words)
            screen.put(character);
        screen.close();
        return;
    }
    for (char const character : words) {
        if (character == '\n')
            put('\r');
        put(character);
    }
}

void print_by_bios()
{
    bios_only = true;
}

} // namespace bios
