// SPDX-License-Identifier: BSD-2-Clause
// Loads the annex: the part of stage 2 that only some boots need.
#pragma once

#include "include/result.hpp"
#include "stage2/annex/entry_points.hpp"

#include <string_view>

struct Boot;

namespace annex {

// Reads and verifies the annex on the first call, and unpacks its common part. `purpose` is the feature that needs it,
// for errors.
// Errors: annex_memory_taken, annex_missing, annex_damaged, annex_of_other_build, and those of the disk.
Result<EntryPoints const*> load(Boot& boot, std::string_view purpose);

} // namespace annex
