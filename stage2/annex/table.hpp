// The annex's table, for programs that link the annex's code directly.
#pragma once

#include "stage2/annex/entry_points.hpp"

namespace annex {

extern EntryPoints const entry_points;

} // namespace annex
