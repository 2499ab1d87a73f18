// SPDX-License-Identifier: BSD-2-Clause
// farjump's own boot protocol: 64-bit ELF kernels, entered in long mode. Its specification is docs/boot-info.md.
#pragma once

#include "longmode/requirements.hpp"
#include "stage2/image/placement.hpp"
#include "stage2/protocols/protocol.hpp"

namespace farjump_protocol {

extern Protocol const protocol;

// Refuses a processor without long mode or what else 64-bit kernels need. Errors: no_cpuid, processor_lacks_features.
Result<void> check_processor(requirements::Processor const& processor);

// The kernel's addresses are random, unless its boot entry has the option `nokaslr`.
placement::KaslrInput kaslr_input(Boot const& boot);

} // namespace farjump_protocol
