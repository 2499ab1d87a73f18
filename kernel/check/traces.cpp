// SPDX-License-Identifier: BSD-2-Clause
// Checks the promise that the loader leaves no copy of the seed: docs/boot-info.md, "What the loader has found out". A
// kernel that copies the seed and then clears it has the only copy.

#include "kernel/check/check.hpp"

#include "include/layout.hpp"

#include <array>

namespace check {
namespace {

using farjump::MemoryKind;
using farjump::MemoryRange;

class Search {
public:
    explicit Search(Evidence const& evidence) : evidence_{evidence}
    {
        __builtin_memcpy(seed_.data(), evidence.info.seed.bytes, sizeof seed_);
    }

    // The first address in [begin, end) of physical memory that contains a quarter of the seed, outside of the seed
    // itself.
    std::optional<std::uint64_t> in(std::uint64_t begin, std::uint64_t end) const
    {
        for (auto at = begin; at + 8 <= end; at += 4) {
            auto const* const here = evidence_.memory.at<std::uint32_t>({at});
            for (std::size_t part = 0; part < seed_.size(); part += 2)
                if (here[0] == seed_[part] && here[1] == seed_[part + 1] && !expected(here))
                    return at;
        }
        return std::nullopt;
    }

private:
    bool expected(std::uint32_t volatile const* here) const
    {
        auto const address = reinterpret_cast<std::uint64_t>(here);
        auto const seed = reinterpret_cast<std::uint64_t>(&evidence_.info.seed);
        if (address >= seed && address < seed + sizeof evidence_.info.seed)
            return true;
        // The stack may contain copies: this function and those before it put them there.
        auto const& info = evidence_.info;
        auto const stack = evidence_.tables.physical_of({info.stack_base}).value_or(PhysAddr{}).value;
        auto const physical = address - info.direct_map_base;
        return physical >= stack && physical < stack + info.stack_size;
    }

    Evidence const& evidence_;
    std::array<std::uint32_t, 8> seed_;
};

// All memory that the loader has written, except the kernel's segments.
std::optional<std::uint64_t> copy_of_seed(Evidence const& evidence)
{
    constexpr std::uint64_t video_memory = 0xA0000;
    Search const search{evidence};
    if (auto const found = search.in(0, video_memory))
        return found;
    for (auto const& range : evidence.ranges)
        if (range.kind == MemoryKind::loader && range.base >= 1_MiB)
            if (auto const found = search.in(range.base, range.base + range.length))
                return found;
    return std::nullopt;
}

std::optional<std::uint64_t> used_stack(Evidence const& evidence)
{
    for (auto at = layout::stack_bottom; at < layout::stack_top; at += 4)
        if (*evidence.memory.at<std::uint32_t>({at}) != 0)
            return at;
    return std::nullopt;
}

} // namespace

void traces(Report& report, Evidence const& evidence)
{
    report.none("the loader's stack, where its random numbers were, is cleared", used_stack(evidence));
    report.none("no other copy of the seed is in memory", copy_of_seed(evidence));
}

} // namespace check
