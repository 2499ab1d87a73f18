// SPDX-License-Identifier: BSD-2-Clause
// Looks up the features of a level.
#include "longmode/isa_levels.hpp"

namespace isa_levels {

bool append_missing(requirements::Processor const& processor, std::uint32_t level, text::Sentence& names)
{
    bool found = false;
    for (auto const& feature : features) {
        if (feature.level > level || has(processor, feature.bit))
            continue;
        names << (found ? ", " : "") << feature.name;
        found = true;
    }
    return found;
}

} // namespace isa_levels
