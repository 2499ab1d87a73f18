// SPDX-License-Identifier: BSD-2-Clause
// Reports damage of a volume that is still readable.
#pragma once

#include "stage2/storage/volume.hpp"

namespace volumes {

// Prints a note for each damaged part of the volume that was replaced by its copy, and each note only once.
void note_spare_parts(Volume& volume);

} // namespace volumes
