// SPDX-License-Identifier: BSD-2-Clause
// Checks the loaded image.
#include "stage2/protocols/limine/image_rules.hpp"

namespace limine {

using errors::Code;

ImageView view_of(elf::Image const& image, VirtAddr begin, std::uint64_t slide, MutableBytes bytes)
{
    auto const& last = image.segments().back();
    auto const file_end = last.address + slide + last.file_size - begin;
    return {bytes, begin, static_cast<std::uint32_t>(file_end), 0};
}

Result<void> check_half(VirtAddr begin, std::string_view name)
{
    if (begin < elf::upper_begin)
        return fail(Code::limine_lower_half, {begin.value}, name);
    return {};
}

Result<VirtAddr> find_entry(elf::Image const& image, std::uint64_t slide, Requests const& requests,
                            std::string_view name)
{
    VirtAddr const entry{requests.extra(Feature::entry_point, 0).value_or(image.entry.value + slide)};
    for (auto const& segment : image.segments()) {
        VirtAddr const from{round_down(segment.address.value + slide, page_size)};
        auto const length = round_up(segment.end().value + slide, page_size) - from.value;
        if (has(segment.rights, elf::Rights::execute) && entry >= from && entry - from < length)
            return entry;
    }
    return fail(Code::limine_entry_invalid, {entry.value}, name);
}

} // namespace limine
