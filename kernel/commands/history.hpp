// How the loader got here, shown to the reader: its log, and the time each step took.
#pragma once

#include "include/farjump/boot_info.hpp"

// One line for each step, with its milliseconds; and before the first, what the firmware took.
void print_timeline(farjump::BootInfo const& info);

void print_log(farjump::BootInfo const& info);
