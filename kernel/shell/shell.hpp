// The prompt: the kernel stays up after its self-check and answers questions, on the keyboard and on COM1 alike.
#pragma once

#include "include/farjump/boot_info.hpp"

namespace shell {

[[noreturn]] void run(farjump::BootInfo const& info);

} // namespace shell
