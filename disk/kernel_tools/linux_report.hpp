// SPDX-License-Identifier: BSD-2-Clause
// The report of farjump-check-kernel on a Linux kernel.
#pragma once

#include "disk/kernel_tools/guest_verdict.hpp"

#include <string>

namespace linux_report {

// `key`: the key that names the kernel in a boot entry.
std::string describe(guest_verdict::Linux const& kernel, std::string const& key);

} // namespace linux_report
