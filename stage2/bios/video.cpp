// Text output by INT 10h AH=0Eh, one character at a time: the only text service that every BIOS has.
#include "stage2/bios/video.hpp"

#include "stage2/bios/call.hpp"

namespace bios {

namespace {

// INT 10h AH=0Eh: teletype output on page 0, in grey on black if the screen is in a graphics mode.
void put(char character)
{
    call(0x10, {.eax = 0x0E00u | static_cast<std::uint8_t>(character), .ebx = 7});
}

} // namespace

void print(std::string_view words)
{
    for (char const character : words) {
        if (character == '\n')
            put('\r');
        put(character);
    }
}

} // namespace bios
