// SPDX-License-Identifier: BSD-2-Clause
// Faults of the loader itself: processor exceptions print a register dump, failed assertions an error, instead of a
// reset.
#pragma once

namespace panic {

// Loads stage 2's IDT: from now on exceptions are reported.
void install_handlers();

} // namespace panic
