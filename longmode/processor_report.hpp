// What the kernel is told of the processor. Intel SDM Vol. 2, "CPUID"; AMD64 APM Vol. 3, "Obtaining Processor Information
// Via the CPUID Instruction".
#pragma once

#include "include/farjump/boot_info.hpp"
#include "longmode/requirements.hpp"

#include <cstdint>

namespace processor_report {

// The answers that nobody but the kernel asks for. Leaves that a processor does not have are all zero.
struct Answers {
    x86::CpuidLeaf vendor{};            // leaf 0
    x86::CpuidLeaf address_sizes{};     // leaf 8000_0008h
};

// Asks the processor itself, which must have CPUID.
Answers ask();

farjump::ProcessorReport write(requirements::Processor const& processor, Answers const& answers);

} // namespace processor_report
