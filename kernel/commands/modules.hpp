// SPDX-License-Identifier: BSD-2-Clause
// Prints the kernel's modules.
#pragma once

#include "include/farjump/boot_info.hpp"

// One line for each: its name, place and size, and a checksum of its bytes.
void print_modules(farjump::BootInfo const& info);
