// SPDX-License-Identifier: BSD-2-Clause
// Prints what the loader has found out about the machine.
#pragma once

#include "include/farjump/boot_info.hpp"

void print_firmware(farjump::BootInfo const& info);
void print_disk(farjump::BootInfo const& info);
void print_clock(farjump::BootInfo const& info);
void print_processor(farjump::BootInfo const& info);
