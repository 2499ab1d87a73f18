// SPDX-License-Identifier: BSD-2-Clause
// Declares the commands of the prompt. Each command prints its answer.
#pragma once

#include "include/farjump/boot_info.hpp"

#include <string_view>

namespace commands {

void memory(farjump::BootInfo const& info, std::string_view);
void map(farjump::BootInfo const& info, std::string_view address);
void processor(farjump::BootInfo const& info, std::string_view);
void log(farjump::BootInfo const& info, std::string_view);
void time(farjump::BootInfo const& info, std::string_view);
void modules(farjump::BootInfo const& info, std::string_view);
void good(farjump::BootInfo const& info, std::string_view);
void panic(farjump::BootInfo const& info, std::string_view);
void reboot(farjump::BootInfo const& info, std::string_view);

} // namespace commands
