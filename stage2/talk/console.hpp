// What the user sees: every line goes to the screen and to COM1, and in debug builds to port E9h. The kernel gets them
// all in boot_log.hpp's text, and the moments at which the steps began in timeline.hpp's marks.
#pragma once

#include "include/text.hpp"

#include <cstdint>
#include <string_view>

namespace console {

void open();

void write(std::string_view words);

// "stage2: reading the memory map        ", before the work is begun, so that a hang shows where.
void step(std::string_view what);

// An empty line to put the result of a step into, the same each time. Not on the stack, where 400 bytes would make
// every access to other variables longer.
text::Sentence& scratch_line();

// "ok   127 MiB usable in 2 ranges": the end of the line that step() began.
void done(std::string_view result);

// A line of its own between a step and its end: something the user should know.
void note(std::string_view words);

// A sign of life while a step takes long: at most one a second. `bytes` are those read so far.
void progress(std::uint64_t bytes);

// What the step that is going on was called.
std::string_view current_step();

// Waits for a person: a key on the keyboard, or one on COM1 after some seconds of silence there (serial_key.hpp). Says
// so where COM1 is not silent.
void wait_for_key();

} // namespace console
