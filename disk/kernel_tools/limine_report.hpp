// SPDX-License-Identifier: BSD-2-Clause
// The report on a kernel for the Limine boot protocol, for a terminal.
#pragma once

#include "disk/kernel_tools/limine_verdict.hpp"

#include <string>

namespace limine_report {

// All lines but the verdict.
std::string describe(limine_verdict::Facts const& facts);

} // namespace limine_report
