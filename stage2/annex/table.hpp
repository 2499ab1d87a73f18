// The annex's table, for those that are linked together with the annex.
#pragma once

#include "stage2/annex/entry_points.hpp"

namespace annex {

extern EntryPoints const entry_points;

} // namespace annex
