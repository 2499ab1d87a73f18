// SPDX-License-Identifier: BSD-2-Clause
// Text is 80x25 at B8000h. In graphics the screen is as the header asked, and the checks draw a square whose colour the
// host looks for. VESA BIOS Extension Core Functions Standard 3.0, "Function 00h", "Function 01h".

#include "tests/guests/multiboot/checks.hpp"
#include "tests/guests/multiboot/com1.hpp"

namespace guest {
namespace {

constexpr std::uint32_t TEXT_BUFFER = 0xB8000;
constexpr std::uint16_t GRAPHICS_CONTROLLER = 0x3CE;
constexpr std::uint8_t MISCELLANEOUS = 6, IS_GRAPHICS = 1;
constexpr std::uint32_t SQUARE_AT = 100, SQUARE_SIZE = 64;
constexpr std::uint8_t SQUARE_COLOUR[] = {0x20, 0x80, 0xE0}; // red, green, blue; the pytest module expects it

void write_text(Report& report)
{
    constexpr char const* WORDS = "drawn by a Multiboot kernel";
    auto* cell = reinterpret_cast<std::uint16_t volatile*>(TEXT_BUFFER + 24 * 160);
    bool is_kept = true;
    for (auto const* each = WORDS; *each; ++each, ++cell) {
        auto const value = static_cast<std::uint16_t>(0x1F00 | *each);
        *cell = value;
        is_kept &= *cell == value;
    }
    report.that(Topic::screen, "text can be written", is_kept);
    out8(GRAPHICS_CONTROLLER, MISCELLANEOUS);
    report.that(Topic::screen, "the VGA is in text mode", !(in8(GRAPHICS_CONTROLLER + 1) & IS_GRAPHICS));
}

void draw_square(Screen const& screen)
{
    std::uint32_t pixel = 0;
    for (unsigned i = 0; i < 3; ++i)
        pixel |= std::uint32_t{SQUARE_COLOUR[i]} >> (8 - screen.colours[2 * i + 1]) << screen.colours[2 * i];
    auto const begin = static_cast<Address>(screen.address);
    for (auto y = SQUARE_AT; y < SQUARE_AT + SQUARE_SIZE; ++y)
        for (auto x = SQUARE_AT; x < SQUARE_AT + SQUARE_SIZE; ++x)
            *reinterpret_cast<std::uint32_t volatile*>(begin + y * screen.pitch + x * 4) = pixel;
}

void check_text(Report& report, Screen const& screen)
{
    report.equal(Topic::screen, "type", TEXT, screen.type);
    report.equal(Topic::screen, "address", TEXT_BUFFER, screen.address);
    report.equal(Topic::screen, "bytes of a line", 160, screen.pitch);
    report.equal(Topic::screen, "columns", 80, screen.width);
    report.equal(Topic::screen, "lines", 25, screen.height);
    report.equal(Topic::screen, "bits of a character", 16, screen.depth);
    write_text(report);
}

// The fields of red, green and blue lie in the pixel and do not overlap.
bool are_fields(Screen const& screen)
{
    std::uint32_t used = 0;
    for (unsigned i = 0; i < 3; ++i) {
        auto const position = screen.colours[2 * i], size = screen.colours[2 * i + 1];
        if (size == 0 || size > 8 || position + size > screen.depth)
            return false;
        auto const bits = ((1U << size) - 1) << position;
        if (used & bits)
            return false;
        used |= bits;
    }
    return true;
}

void check_graphics(Report& report, Answer const& answer, Screen const& screen)
{
    report.equal(Topic::screen, "type", RGB, screen.type);
    report.equal(Topic::screen, "width", expectation.width, screen.width);
    report.equal(Topic::screen, "height", expectation.height, screen.height);
    report.equal(Topic::screen, "bits of a pixel", expectation.depth, screen.depth);
    auto const size = std::uint64_t{screen.pitch} * screen.height;
    bool const fits = screen.pitch >= expectation.width * 4 && screen.pitch <= 1 << 16 && screen.address >= 1 << 20 &&
                      screen.address + size <= 1ULL << 32;
    report.that(Topic::screen, "bytes of a line, and address", fits);
    bool const is_memory =
        fits && is_usable(answer, {static_cast<Address>(screen.address), static_cast<Address>(screen.address + 4096)});
    report.that(Topic::screen, "the screen is not in usable memory", !is_memory);
    report.that(Topic::screen, "fields of the colours", are_fields(screen));
    if (!report.failures(Topic::screen))
        draw_square(screen);
}

} // namespace

void check_screen(Report& report, Answer const& answer)
{
    report.that(Topic::screen, "the screen is given", answer.screen.has_value());
    if (!answer.screen)
        return;
    if (expects_graphics())
        check_graphics(report, answer, *answer.screen);
    else
        check_text(report, *answer.screen);
}

void check_vbe(Report& report, Answer const& answer)
{
    if (!expects_graphics() || !answer.vbe || !answer.screen)
        return;
    auto const [control, mode, number, record] = *answer.vbe;
    report.that(Topic::vbe, "number of the mode", (number & 0x3FFF) >= 0x100);
    report.equal(Topic::vbe, "signature 'VESA'", 0x4153'4556, read<std::uint32_t>(control));
    auto const version = read<std::uint16_t>(control + 4);
    report.that(Topic::vbe, "version", version >= 0x200 && version < 0x400);
    report.that(Topic::vbe, "the mode is in graphics, with a linear frame buffer",
                (read<std::uint16_t>(mode) & 0x91) == 0x91);
    report.equal(Topic::vbe, "width", answer.screen->width, read<std::uint16_t>(mode + 18));
    report.equal(Topic::vbe, "height", answer.screen->height, read<std::uint16_t>(mode + 20));
    report.equal(Topic::vbe, "bits of a pixel", answer.screen->depth, read<std::uint8_t>(mode + 25));
    report.equal(Topic::vbe, "address", answer.screen->address, read<std::uint32_t>(mode + 40));
}

} // namespace guest
