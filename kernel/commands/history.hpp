// SPDX-License-Identifier: BSD-2-Clause
// Prints the loader's log, and how long each step of the boot took.
#pragma once

#include "include/farjump/boot_info.hpp"

// One line for each step with its milliseconds, and before them a line for the firmware.
void print_timeline(farjump::BootInfo const& info);

void print_log(farjump::BootInfo const& info);
