// SPDX-License-Identifier: BSD-2-Clause
// The loader's log. If it gets full, it keeps the beginning of the boot and the latest lines, and drops the middle.
#include "stage2/talk/boot_log.hpp"

#include <algorithm>

namespace boot_log {

namespace {

constexpr std::size_t beginning = capacity / 2; // never dropped
constexpr std::size_t ending = capacity / 4;    // kept when the middle is dropped

Text all;
std::size_t size;
bool cut;

void throw_middle_away()
{
    auto* const end = all.data() + size;
    size = static_cast<std::size_t>(std::copy(end - ending, end, std::ranges::copy(gap, all.data() + beginning).out) -
                                    all.data());
    cut = true;
}

} // namespace

void clear()
{
    size = 0;
    cut = false;
}

bool has_room_for(std::string_view words)
{
    return words.size() <= all.size() - 1 - size; // one byte is for the NUL of the kernel's copy
}

void append(std::string_view words)
{
    while (true) {
        auto const count = std::min(words.size(), all.size() - 1 - size);
        std::ranges::copy_n(words.data(), static_cast<std::ptrdiff_t>(count), all.data() + size);
        size += count;
        words.remove_prefix(count);
        if (words.empty())
            return;
        throw_middle_away();
    }
}

std::string_view text()
{
    return {all.data(), size};
}

bool is_cut()
{
    return cut;
}

} // namespace boot_log
