// SPDX-License-Identifier: BSD-2-Clause
// The mark by which the loader recognizes a reset soon after a kernel's start.
#include "stage2/machine/reset_mark.hpp"

#include "include/bytes.hpp"
#include "include/layout.hpp"
#include "stage2/memory/physical_memory.hpp"

namespace reset_mark {

namespace {

struct Mark {
    Le32 magic;
    Le32 ticks;
    Le32 inverted; // the complement of `ticks`
};
static_assert(sizeof(Mark) == layout::reset_mark_size);

constexpr std::uint32_t magic = 0x4B52'4D46; // "FMRK"
constexpr std::uint32_t ticks_per_second = 18;

Mark& place()
{
    return object_at<Mark>(PhysAddr{layout::reset_mark});
}

} // namespace

void leave(std::uint32_t ticks)
{
    place() = {magic, ticks, ~ticks};
}

bool take(std::uint32_t ticks)
{
    Mark const mark = place();
    place() = {};
    // After a reset the count begins with whole seconds, so it can be up to a second behind the one before.
    auto const passed = ticks + ticks_per_second - mark.ticks;
    return mark.magic == magic && mark.inverted == ~mark.ticks && passed <= (most_seconds + 1) * ticks_per_second;
}

} // namespace reset_mark
