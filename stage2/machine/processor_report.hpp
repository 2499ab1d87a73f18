// SPDX-License-Identifier: BSD-2-Clause
// The description of the processor in the boot information. Intel SDM Vol. 2, "CPUID"; AMD64 APM Vol. 3, "Obtaining
// Processor Information Via the CPUID Instruction".
#pragma once

#include "include/farjump/boot_info.hpp"
#include "longmode/requirements.hpp"

namespace processor_report {

farjump::ProcessorReport write(requirements::Processor const& processor);

} // namespace processor_report
