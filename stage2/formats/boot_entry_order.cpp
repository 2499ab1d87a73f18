// Chooses among boot entries: by name, and by rank. UAPI Group, "Boot Loader Specification", "Sorting".
#include "stage2/formats/boot_entry.hpp"

#include "stage2/formats/glob.hpp"
#include "stage2/formats/version.hpp"

namespace boot_entry {
namespace {

std::string_view without_suffix(std::string_view file_name)
{
    if (glob::matches("*.conf", file_name))
        file_name.remove_suffix(5);
    return file_name;
}

} // namespace

bool matches(std::string_view pattern, std::string_view file_name)
{
    return glob::matches(pattern, file_name) || glob::matches(pattern, without_suffix(file_name));
}

bool precedes(Entry const& left, Entry const& right)
{
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
