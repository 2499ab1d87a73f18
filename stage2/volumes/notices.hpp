// Messages about a volume that is damaged but still readable.
#pragma once

#include "stage2/storage/volume.hpp"

namespace volumes {

// Prints a note, once each, for every damaged part of the volume that has been replaced by its copy.
void note_spare_parts(Volume& volume);

} // namespace volumes
