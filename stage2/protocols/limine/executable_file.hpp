// SPDX-License-Identifier: BSD-2-Clause
// The whole file of the kernel in memory. The Limine Boot Protocol, "Executable File Feature".
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/boot.hpp"

namespace limine {

// Puts all bytes of the file in memory of kind `module`: copies those of the loaded segments, which must not have been
// changed yet, and reads the others.
Result<MutableBytes> assemble(Boot& boot, File& file);

} // namespace limine
