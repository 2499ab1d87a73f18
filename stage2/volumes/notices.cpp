// SPDX-License-Identifier: BSD-2-Clause
// Prints a volume's messages about replaced parts.
#include "stage2/volumes/notices.hpp"

#include "stage2/talk/console.hpp"

namespace volumes {

void note_spare_parts(Volume& volume)
{
    while (auto const* const notice = volume.next_notice())
        console::note(notice);
}

} // namespace volumes
