// SPDX-License-Identifier: BSD-2-Clause
// Prints what the loader has passed to the kernel.
#pragma once

#include "include/farjump/boot_info.hpp"

// Prints the boot information, field by field.
void print_received(farjump::BootInfo const& info);

// Prints the memory map, and the amount of memory of each kind.
void print_memory(farjump::BootInfo const& info);
