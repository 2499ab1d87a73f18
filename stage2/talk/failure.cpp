// Prints the four lines of a failure.
#include "stage2/talk/failure.hpp"

#include "stage2/bios/keyboard.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"

void stop(Error error)
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
    console::write("\npress a key to restart\n");
    console::wait_for_key();
    bios::restart();
}
