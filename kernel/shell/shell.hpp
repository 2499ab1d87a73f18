// SPDX-License-Identifier: BSD-2-Clause
// Runs the prompt: after the self-check the kernel answers commands from the keyboard and from COM1.
#pragma once

#include "include/farjump/boot_info.hpp"

namespace shell {

[[noreturn]] void run(farjump::BootInfo const& info);

} // namespace shell
