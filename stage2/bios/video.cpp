// Text on the screen: INT 10h AH=0Eh, character by character, the one text service that every BIOS has.
#include "stage2/bios/video.hpp"

#include "stage2/bios/call.hpp"

namespace bios {

namespace {

// INT 10h AH=0Eh: teletype output on page 0, grey on black where the screen is in a graphics mode.
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
