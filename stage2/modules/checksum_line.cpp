// SPDX-License-Identifier: BSD-2-Clause
// Parses `checksum` lines.
#include "stage2/modules/checksum_line.hpp"

#include "stage2/entries/words.hpp"

#include <algorithm>
#include <optional>

namespace checksum_line {

namespace {

using boot_entry::Setting;
using errors::Code;

std::optional<Method> take_method(std::string_view& text)
{
    static constexpr std::pair<std::string_view, Method> methods[] = {{"wide:", Method::wide},
                                                                      {"xxh32:", Method::xxh32}};
    for (auto const& [name, method] : methods)
        if (text.starts_with(name)) {
            text.remove_prefix(name.size());
            return method;
        }
    return std::nullopt;
}

// Takes exactly eight hexadecimal digits.
std::optional<std::uint32_t> take_hex(std::string_view& text)
{
    constexpr std::size_t digits = 8;
    if (text.size() < digits)
        return std::nullopt;
    std::uint32_t value = 0;
    for (auto const character : std::string_view{text.data(), digits}) {
        auto const digit = words::hexadecimal_digit(character);
        if (!digit)
            return std::nullopt;
        value = value << 4 | *digit;
    }
    text.remove_prefix(digits);
    return value;
}

// Whether the setting makes the loader read the file at `path`. The paths of `initrd` are separated by blanks, and the
// path of `module` may be followed by words for the kernel.
bool loads(Setting const& setting, std::string_view path)
{
    if (!boot_entry::names_file(setting))
        return false;
    if (words::same_path(setting.value, path))
        return true;
    auto rest = setting.value;
    while (auto const word = words::take(rest)) {
        if (words::same_path(*word, path))
            return true;
        if (!setting.has("initrd"))
            break;
    }
    return false;
}

} // namespace

Result<Line> parse(std::string_view value)
{
    auto rest = value;
    auto const method = take_method(rest);
    auto const checksum = method ? take_hex(rest) : std::nullopt;
    bool const has_blank = !rest.empty() && words::is_blank(rest.front());
    rest = words::trimmed(rest);
    if (!checksum || !has_blank || rest.empty())
        return fail(Code::checksum_line_malformed, {}, value);
    return Line{*method, *checksum, rest};
}

Result<void> check(std::span<Setting const> settings, std::string_view kernel)
{
    for (auto const& setting : settings) {
        if (!setting.has(boot_entry::checksum))
            continue;
        auto const line = TRY(parse(setting.value));
        bool const is_loaded =
            words::same_path(line.path, kernel) ||
            std::ranges::any_of(settings, [&](auto const& other) { return loads(other, line.path); });
        if (!is_loaded)
            return fail(Code::checksum_of_no_file, {}, line.path);
    }
    return {};
}

} // namespace checksum_line
