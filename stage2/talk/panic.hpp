// The loader's own faults: processor exceptions and failed assertions become a register dump, not a reset.
#pragma once

namespace panic {

// From here on an exception is reported.
void install_handlers();

} // namespace panic
