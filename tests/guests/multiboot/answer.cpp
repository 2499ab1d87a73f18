// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/multiboot/answer.hpp"

namespace guest {
namespace {

constexpr std::uint32_t LONGEST_STRING = 4096;
constexpr std::uint32_t BDA_MODE = 0x449, TEXT_MODE = 3;

// The end of the usable range that contains this address; the address itself if none does.
std::uint64_t usable_until(Answer const& answer, std::uint64_t address)
{
    for (auto const& range : answer.ranges)
        if (range.type == USABLE && range.base <= address && address - range.base < range.size)
            return range.base + range.size;
    return address;
}

} // namespace

bool expects_graphics()
{
    return expectation.depth && !(expectation.may_be_text && entry_state.low_memory[BDA_MODE] == TEXT_MODE);
}

std::optional<std::uint32_t> length_of(Address string)
{
    for (std::uint32_t length = 0; length < LONGEST_STRING; ++length)
        if (!read<char>(string + length))
            return length;
    return std::nullopt;
}

bool is_usable(Answer const& answer, Block block)
{
    if (block.end < block.begin)
        return false;
    std::uint64_t reached = block.begin;
    for (std::size_t steps = 0; steps <= answer.ranges.size() && reached < block.end; ++steps)
        reached = usable_until(answer, reached);
    return reached >= block.end;
}

} // namespace guest
