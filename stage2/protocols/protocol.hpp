// SPDX-License-Identifier: BSD-2-Clause
// Declares the interface of a boot protocol, which defines how a kernel is loaded, which data it gets, and in which
// machine state it starts. Each folder of protocols/ defines one constant object. farjump's own is in the core, the
// others are in the annex, where guests.cpp lists them.
#pragma once

#include "include/result.hpp"

class File;
struct Boot;

namespace boot_entry {
struct Setting; // stage2/entries/boot_entry.hpp
}

struct Protocol {
    // Checks that this processor can run the kernel, allocates the kernel's memory, reads the kernel and verifies it.
    // Prints the step's result. `file` is nullptr if the boot entry names no file (`chain`).
    Result<void> (*load)(Boot& boot, File* file);

    // Loads the other files of the boot entry and prepares the kernel's data. Prints its own steps.
    Result<void> (*hand_over)(Boot& boot);

    // Starts the kernel in the mode that the protocol requires. Cannot fail.
    void (*enter)(Boot& boot) __attribute__((noreturn));

    // Parses the value of the entry's line and leaves the file's path. False if it names no file. nullptr if the value
    // is always a path. Call it before load().
    Result<bool> (*take_target)(boot_entry::Setting& kernel) = nullptr;
};
