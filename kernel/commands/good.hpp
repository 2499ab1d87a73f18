// SPDX-License-Identifier: BSD-2-Clause
// The command `good`, and the option `mark-good`: marks the boot as good.
#pragma once

#include "include/farjump/boot_info.hpp"

// Marks the boot, and prints the result.
void mark_boot_good(farjump::BootInfo const& info);

// Does so if the kernel's options have the word `mark-good`.
void mark_boot_good_if_asked(farjump::BootInfo const& info);
