// The output for the user: each line goes to the screen and to COM1, and in debug builds to port E9h. The kernel gets
// all lines in boot_log.hpp's text and the start times of the steps in timeline.hpp's marks.
#pragma once

#include "include/text.hpp"

#include <cstdint>
#include <string_view>

namespace console {

// Initializes the outputs and clears the log. Call it before the other functions.
void open();

// Prints text to all outputs and appends it to the log; '\n' begins a new line.
void write(std::string_view words);

// Prints the name of a step before its work begins, so that a hang shows the step:
// "stage2: reading the memory map        ".
void step(std::string_view what);

// A shared scratch line, emptied: valid until the next call. It is static because 400 bytes on the stack would lengthen
// every access to other variables.
text::Sentence& scratch_line();

// Prints the result at the end of the line that step() began: "ok   127 MiB usable in 2 ranges".
void done(std::string_view result);

// Prints a line for the user between a step's name and its result.
void note(std::string_view words);

// Shows progress during a long step, at most once a second. `bytes`: number of bytes read so far.
void progress(std::uint64_t bytes);

// The name of the current step.
std::string_view current_step();

// Waits for a key on the keyboard, or for a key on COM1 after some seconds of silence there (serial_key.hpp). If COM1
// is not silent, prints a line that explains this.
void wait_for_key();

} // namespace console
