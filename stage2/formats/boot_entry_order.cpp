// Chooses among boot entries: by name, and by rank. UAPI Group, "Boot Loader Specification", "Sorting".
#include "stage2/formats/boot_entry.hpp"

#include "stage2/formats/glob.hpp"
#include "stage2/formats/version.hpp"

#include <algorithm>

namespace boot_entry {
namespace {

std::string_view without_suffix(std::string_view file_name)
{
    if (glob::matches("*.conf", file_name))
        file_name.remove_suffix(5);
    return file_name;
}

// Boot counting: an operating system names its entries "name+LEFT-DONE.conf" and counts the tries that are left. An
// entry that has none left never booted well. farjump does not count, but it respects what others counted.
bool is_given_up(std::string_view file_name)
{
    auto counters = without_suffix(file_name);
    auto const plus = counters.rfind('+');
    if (plus == counters.npos)
        return false;
    counters.remove_prefix(plus + 1);
    auto const left_end = std::ranges::find_if(counters, [](char c) { return c != '0'; });
    if (left_end == counters.begin() || left_end == counters.end())
        return left_end != counters.begin();
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return *left_end == '-' && left_end + 1 != counters.end() && std::all_of(left_end + 1, counters.end(), is_digit);
}

} // namespace

bool matches(std::string_view pattern, std::string_view file_name)
{
    return glob::matches(pattern, file_name) || glob::matches(pattern, without_suffix(file_name));
}

bool precedes(Entry const& left, Entry const& right)
{
    if (auto const given_up = is_given_up(left.file_name); given_up != is_given_up(right.file_name))
        return !given_up;
    if (left.sort_key.empty() != right.sort_key.empty())
        return right.sort_key.empty();
    if (!left.sort_key.empty()) {
        if (auto const order = left.sort_key <=> right.sort_key; order != 0)
            return order < 0;
        if (auto const order = left.machine_id <=> right.machine_id; order != 0)
            return order < 0;
        if (auto const order = version::compare(left.version, right.version); order != 0)
            return order > 0;               // newer versions first
    }
    return version::compare(without_suffix(left.file_name), without_suffix(right.file_name)) > 0;
}

} // namespace boot_entry
