// SPDX-License-Identifier: BSD-2-Clause
// Prints the four lines of a failure.
#include "stage2/talk/failure.hpp"

#include "stage2/bios/keyboard.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"

namespace {

constexpr std::uint32_t seconds_to_read = 10;

}

void stop(Error error, ByItself restart)
{
    console::write_at_once();
    console::write("\n");
    console::write(error_text::code_name(error.code).view());
    console::write(": failed while ");
    console::write(console::current_step());
    console::write("\n  ");
    console::write(error_text::why(error).view());
    console::write("\n  try: ");
    console::write(error_text::hint(error.code));
    if (restart == ByItself::yes) {
        console::write("\nthis try was counted: the PC restarts in 10 s; a key stops that");
        if (!console::wait_for_key(seconds_to_read))
            bios::restart();
    }
    console::write("\npress a key to restart\n");
    console::wait_for_key();
    bios::restart();
}
