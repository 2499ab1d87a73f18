// SPDX-License-Identifier: BSD-2-Clause
// The output for the user: each line goes to the screen and to COM1, and in debug builds to port E9h. The kernel gets
// all lines in boot_log.hpp's text and the start times of the steps in timeline.hpp's marks.
#pragma once

#include "include/text.hpp"
#include "include/x86/serial.hpp"

#include <cstdint>
#include <string_view>

namespace console {

// Initializes the outputs, clears the log, and prints the loader's version. Call it before the other functions.
void open();

// Prints text to all outputs and appends it to the log; '\n' begins a new line. COM1 gets as much of the log as it takes
// without a wait, and the rest later: at the next write, at a read of the disk, or never, if the kernel is entered before.
void write(std::string_view words);

// What loader.conf's key `serial` can be.
enum class SerialUse : std::uint8_t {
    unless_waiting, // the key is missing: as described at write()
    yes,            // COM1 gets each character before write() returns
    no,             // COM1 gets nothing any more
    errors,         // COM1 gets the rest of the log only if the boot fails
};
void use_serial(SerialUse use);

// From now on each character is on all outputs before write() returns: for the message of a failure. Text goes to the
// screen by INT 10h, so that whoever listens to it gets the message.
void write_at_once();

// Call it before the kernel is entered: COM1 gets what it takes without a wait, and an end of the line if that is not
// all. It is as the kernel expects it.
void close();

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

// Call it at each read of the disk: COM1 gets its next part. Shows progress during a long step, at most once a second.
// `bytes`: number of bytes read so far.
void progress(std::uint64_t bytes);

// The name of the current step.
std::string_view current_step();

// Waits for a key on the keyboard, or for a key on COM1 after some seconds of silence there (serial_key.hpp). If COM1
// is not silent, prints a line that explains this. Returns false if there was no key for `seconds`; 0: waits for ever.
bool wait_for_key(std::uint32_t seconds = 0);

// Whether COM1 has received a character that was not taken yet, and the loader may use the port.
bool is_called();

// Sends the rest of the log. Returns COM1 for a dialog; nullptr if there is none, or if loader.conf or the BIOS uses it
// otherwise.
x86::Serial* dialog();

} // namespace console
