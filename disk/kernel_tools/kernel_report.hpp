// SPDX-License-Identifier: BSD-2-Clause
// The report of farjump-check-kernel on a kernel that will boot.
#pragma once

#include "disk/kernel_tools/kernel_verdict.hpp"

#include <string>

namespace kernel_report {

std::string describe(kernel_verdict::Facts const& facts);

} // namespace kernel_report
