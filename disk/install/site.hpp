// SPDX-License-Identifier: BSD-2-Clause
// Chooses the place of stage 2: in front of the partitions or the volume's clusters, or as a file of the volume.
#pragma once

#include "disk/install/plan.hpp"

namespace site {

// Puts all of stage 2 in the room reserved for it, or else in a file. If neither is possible, puts the core alone in
// that room. Refuses if even the core does not fit, or if the room contains data of others.
plan::Site choose(plan::Request const& request, BlockDevice& disk);

} // namespace site
