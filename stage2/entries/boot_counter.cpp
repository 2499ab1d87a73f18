// SPDX-License-Identifier: BSD-2-Clause
// The boot counter in the file name of a boot entry. UAPI Group, "Boot Loader Specification", "Boot counting".
#include "stage2/entries/boot_counter.hpp"

#include "stage2/entries/decimal.hpp"
#include "stage2/entries/glob.hpp"

namespace boot_counter {

std::string_view without_suffix(std::string_view file_name)
{
    if (glob::matches("*.conf", file_name))
        file_name.remove_suffix(5);
    return file_name;
}

Name parse(std::string_view file_name)
{
    constexpr std::uint32_t most = 0x7FFF'FFFF;
    Name name{.id = without_suffix(file_name)};
    auto const plus = name.id.rfind('+');
    if (plus == name.id.npos || plus == 0)
        return name;
    std::string_view counter(name.id.begin() + plus + 1, name.id.end());
    auto const left = decimal::take(counter, most);
    std::optional<std::uint32_t> done = 0;
    if (counter.starts_with('-')) {
        counter.remove_prefix(1);
        done = decimal::take(counter, most);
    }
    if (!left || !done || !counter.empty())
        return name;
    return {{name.id.data(), plus}, *left, *done};
}

} // namespace boot_counter
