// SPDX-License-Identifier: BSD-2-Clause
// The part of the annex with the words for the errors that only the annex reports.
#include "include/errors.hpp"
#include "include/part_entry.hpp"
#include "stage2/annex/table.hpp"

namespace annex {

PART_ENTRY constinit std::span<errors::Description const> const words_of_errors{errors::annex_descriptions};

} // namespace annex
