// Parses and verifies `checksum` lines.
#include "stage2/modules/checksum_line.hpp"

#include "stage2/checksums/file_sum.hpp"
#include "stage2/checksums/xxh32.hpp"
#include "stage2/entries/words.hpp"
#include "stage2/machine/sse.hpp"

#include <algorithm>
#include <optional>

namespace checksum_line {

namespace {

using boot_entry::Setting;
using errors::Code;

enum class Method : std::uint8_t { wide, xxh32 };

struct Line {
    Method method;
    std::uint32_t checksum;
    std::string_view path;
};

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

bool is_aligned(Bytes bytes)
{
    return reinterpret_cast<std::uintptr_t>(bytes.data()) % 16 == 0;
}

std::uint32_t checksum_of(std::span<Bytes const> pieces, Method method, bool has_sse2)
{
    bool const by_sse2 = method == Method::wide && has_sse2 && std::ranges::all_of(pieces, is_aligned);
    std::optional<machine::SseUse> sse;
    if (by_sse2)
        sse.emplace();
    FileSum wide{by_sse2 ? wide_sum::add_by_sse2 : wide_sum::add_by_words};
    xxh32::Checksum xxh32;
    for (auto const piece : pieces)
        method == Method::wide ? wide.add(piece) : xxh32.add(piece);
    return method == Method::wide ? wide.value() : xxh32.value();
}

// Whether the setting makes the loader read the file at `path`. The paths of `initrd` are separated by blanks, and the
// path of `module` may be followed by words for the kernel.
bool loads(Setting const& setting, std::string_view path)
{
    if (setting.has(boot_entry::options) || setting.has(boot_entry::checksum))
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

Result<bool> verify(std::span<Setting const> settings, std::string_view path, std::span<Bytes const> pieces,
                    bool has_sse2)
{
    bool found = false;
    for (auto const& setting : settings) {
        if (!setting.has(boot_entry::checksum))
            continue;
        auto const line = TRY(parse(setting.value));
        if (!words::same_path(line.path, path))
            continue;
        found = true;
        if (auto const checksum = checksum_of(pieces, line.method, has_sse2); checksum != line.checksum)
            return fail(Code::checksum_wrong, {checksum, line.checksum}, path);
    }
    return found;
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
