// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about how the kernel was placed. boot_info.hpp, KernelPlacement; docs/boot-info.md, "What the ELF
// file must be".

#include "kernel/check/check.hpp"
#include "kernel/options.hpp"

namespace check {

// This kernel is linked for a fixed address (kernel.ld), so only its physical address is random.
void placement(Report& report, Evidence const& evidence)
{
    auto const& placement = evidence.info.placement;
    report.equal("placement.slide is 0 for a kernel of a fixed address", placement.slide, 0);
    report.equal("placement.position_independent is 0 for it", placement.position_independent, 0);
    report.equal("placement.random is 0 exactly when the options say nokaslr", placement.random,
                 !has_word(evidence.info.command_line.get(), "nokaslr"));
}

} // namespace check
