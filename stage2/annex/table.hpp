// SPDX-License-Identifier: BSD-2-Clause
// The annex's table and its words for errors, for programs that link the annex's code directly.
#pragma once

#include "stage2/annex/entry_points.hpp"

namespace annex {

extern EntryPoints const entry_points;
extern std::span<errors::Description const> const words_of_errors;

} // namespace annex
