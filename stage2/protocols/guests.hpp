// SPDX-License-Identifier: BSD-2-Clause
// The protocols of other loaders' kernels.
#pragma once

#include "include/result.hpp"
#include "stage2/protocols/protocol.hpp"

namespace guests {

// Loads what the boot entry names under a key of another protocol.
Result<Protocol const*> load(Boot& boot);

// Loads the boot entry's kernel, which farjump's own protocol refused with `error`, if it is for another protocol.
// Otherwise fails with a description of the file, or with `error`.
Result<Protocol const*> load_other(Boot& boot, File& file, Error const& error);

} // namespace guests
