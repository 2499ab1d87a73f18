// SPDX-License-Identifier: BSD-2-Clause
// Finds the x86-64 level in the properties of a program.
#include "stage2/image/isa_level.hpp"

#include <algorithm>
#include <bit>

namespace isa_level {

using errors::Code;

// Each iteration advances by at least one header, so the loop ends.
Result<std::uint32_t> parse(Bytes properties, std::string_view file_name)
{
    std::uint32_t level = 0;
    for (std::size_t offset = 0; offset < properties.size();) {
        auto const property = read_at<Property>(properties, offset);
        if (!property || property->data_size > properties.size() - offset - sizeof(Property))
            return fail(Code::isa_note_malformed, {offset, properties.size()}, file_name);
        if (property->type == isa_1_needed) {
            auto const bits = read_at<Le32>(properties, offset + sizeof(Property));
            if (!bits || property->data_size != sizeof(Le32))
                return fail(Code::isa_note_malformed, {offset, properties.size()}, file_name);
            if (*bits >> highest_level != 0)
                return fail(Code::isa_level_unknown, {*bits, highest_level}, file_name);
            level = std::max(level, static_cast<std::uint32_t>(std::bit_width(std::uint32_t{*bits})));
        }
        offset = round_up(offset + sizeof(Property) + property->data_size, property_alignment);
    }
    return level;
}

} // namespace isa_level
