// A boot protocol: how a kernel is loaded, what it is told, and in which state of the machine it starts. One constant
// object in each folder of protocols/, and a row in protocols.cpp.
#pragma once

#include "include/result.hpp"

class File;
struct Boot;

struct Protocol {
    // Checks that this processor can run the kernel, takes the kernel's place from the memory map, reads and verifies it.
    Result<void> (*load)(Boot& boot, File& file);

    // Loads what else the boot entry names, and makes what the kernel is told. Announces its steps itself.
    Result<void> (*hand_over)(Boot& boot);

    // Starts the kernel in the mode that the protocol asks for. Nothing can fail any more.
    void (*enter)(Boot& boot) __attribute__((noreturn));
};
