// What the user should know of a volume that is damaged and can be read all the same.
#pragma once

#include "stage2/storage/volume.hpp"

namespace volumes {

// Tells the user, once, of each spare part that serves for a damaged one.
void note_spare_parts(Volume& volume);

} // namespace volumes
