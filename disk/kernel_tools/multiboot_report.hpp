// SPDX-License-Identifier: BSD-2-Clause
// The report of farjump-check-kernel on a Multiboot kernel.
#pragma once

#include "disk/kernel_tools/guest_verdict.hpp"

#include <string>

namespace multiboot_report {

std::string describe(guest_verdict::Multiboot const& kernel);

} // namespace multiboot_report
