// What the loader has handed over, shown to the reader.
#pragma once

#include "include/farjump/boot_info.hpp"

// Prints the boot information, field by field.
void print_received(farjump::BootInfo const& info);

// The memory map, and how much memory there is of each kind.
void print_memory(farjump::BootInfo const& info);
