// Declares the interface of a boot protocol, which defines how a kernel is loaded, which data it gets, and in which
// machine state it starts. Each folder of protocols/ defines one constant object; today this is protocols/farjump/
// alone. protocols.cpp selects the object and says how another one is added.
#pragma once

#include "include/result.hpp"

class File;
struct Boot;

struct Protocol {
    // Checks that this processor can run the kernel, allocates the kernel's memory, reads the kernel and verifies it.
    Result<void> (*load)(Boot& boot, File& file);

    // Loads the other files of the boot entry and prepares the kernel's data. Prints its own steps.
    Result<void> (*hand_over)(Boot& boot);

    // Starts the kernel in the mode that the protocol requires. Cannot fail.
    void (*enter)(Boot& boot) __attribute__((noreturn));
};
