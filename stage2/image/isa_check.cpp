// SPDX-License-Identifier: BSD-2-Clause
// Refuses a kernel that is built for a newer processor.
#include "stage2/image/isa_check.hpp"

#include "include/text.hpp"
#include "longmode/isa_levels.hpp"

namespace isa_check {

Result<void> check(std::uint32_t level, requirements::Processor const& processor, std::string_view path)
{
    static text::Sentence words{};
    words.clear();
    words.name(path) << " is built for x86-64-v";
    words.decimal(level) << ", and " << processor.name() << " lacks ";
    if (isa_levels::append_missing(processor, level, words))
        return fail(errors::Code::isa_level_missing, {level}, words.view());
    return {};
}

} // namespace isa_check
