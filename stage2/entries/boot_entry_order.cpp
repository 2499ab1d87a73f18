// SPDX-License-Identifier: BSD-2-Clause
// Matches and orders boot entries. UAPI Group, "Boot Loader Specification", "Sorting".
#include "stage2/entries/boot_entry.hpp"

#include "stage2/entries/boot_counter.hpp"
#include "stage2/entries/glob.hpp"
#include "stage2/entries/version.hpp"
#include "stage2/storage/volume.hpp"

#include <algorithm>
#include <array>

namespace boot_entry {
namespace {

using boot_counter::without_suffix;

bool fits(std::string_view pattern, std::string_view file_name)
{
    return glob::matches(pattern, file_name) || glob::matches(pattern, without_suffix(file_name));
}

} // namespace

bool is_entry(std::string_view file_name)
{
    return glob::matches("[!.]*.conf", file_name);
}

bool matches(std::string_view pattern, std::string_view file_name)
{
    if (fits(pattern, file_name))
        return true;
    auto const name = boot_counter::parse(file_name);
    constexpr std::string_view suffix = ".conf";
    std::array<char, longest_file_name> id_and_suffix; // shorter than the file name, which also has a counter
    if (!name.is_counted() || file_name.size() > id_and_suffix.size())
        return false;
    auto* const end = std::ranges::copy(name.id, id_and_suffix.data()).out;
    return fits(pattern, {id_and_suffix.data(), std::ranges::copy(suffix, end).out});
}

bool precedes(Heading const& left, Heading const& right)
{
    auto const left_name = boot_counter::parse(left.file_name), right_name = boot_counter::parse(right.file_name);
    if (left_name.is_exhausted() != right_name.is_exhausted())
        return right_name.is_exhausted();
    if (left.sort_key.empty() != right.sort_key.empty())
        return right.sort_key.empty();
    if (!left.sort_key.empty()) {
        if (auto const order = left.sort_key <=> right.sort_key; order != 0)
            return order < 0;
        if (auto const order = left.machine_id <=> right.machine_id; order != 0)
            return order < 0;
        if (auto const order = version::compare(left.version, right.version); order != 0)
            return order > 0; // newer versions first
    }
    if (auto const order = version::compare(left_name.id, right_name.id); order != 0)
        return order > 0;
    if (left_name.left != right_name.left)
        return left_name.left > right_name.left; // the good one, without a counter, first
    if (left_name.done != right_name.done)
        return left_name.done < right_name.done;
    return left.file_name < right.file_name; // needed because ids such as "1_" and "1" are equal as versions
}

} // namespace boot_entry
