// SPDX-License-Identifier: BSD-2-Clause
// Goes through the lines of an entry as the loader's reader does (stage2/entries/boot_entry.cpp).
#include "disk/entry/entry_text.hpp"

#include "stage2/entries/boot_entry.hpp"
#include "stage2/entries/words.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace entry_text {
namespace {

using std::string;
using std::string_view;

constexpr string_view byte_order_mark = "\xEF\xBB\xBF";

// A line with the bytes that end it: "\n", "\r\n", or none at the end of the text.
struct Line {
    string_view words;
    string_view end;
};

Line take_line(string_view& text)
{
    auto const feed = text.find('\n');
    auto const size = feed == text.npos ? text.size() : feed + 1;
    auto const whole = text.substr(0, size);
    text.remove_prefix(size);
    auto const end = whole.ends_with("\r\n") ? 2u : whole.ends_with('\n') ? 1u : 0u;
    return {whole.substr(0, size - end), whole.substr(size - end)};
}

// The path in a `checksum` line, even if its checksum is malformed; nullopt for other lines.
std::optional<string_view> path_in(string_view line)
{
    if (line.ends_with('\r')) // of a last line without a line feed
        line.remove_suffix(1);
    auto const key = words::take(line);
    bool const is_checksum = key && *key == boot_entry::checksum && words::take(line);
    return is_checksum ? std::optional(line) : std::nullopt;
}

string line_for(Checksum const& checksum)
{
    return string(boot_entry::checksum) + ' ' + checksum.value + ' ' + checksum.path;
}

} // namespace

string with_checksums(string_view text, std::vector<Checksum> const& checksums)
{
    string result;
    if (text.starts_with(byte_order_mark)) {
        result = byte_order_mark;
        text.remove_prefix(byte_order_mark.size());
    }
    std::vector<bool> written(checksums.size());
    string_view usual_end = "\n";
    bool is_first = true;
    while (!text.empty()) {
        auto const [line, end] = take_line(text);
        if (std::exchange(is_first, false) && !end.empty())
            usual_end = end;
        auto const path = path_in(line);
        auto const found = std::ranges::find_if(
            checksums, [&](Checksum const& checksum) { return path && words::same_path(checksum.path, *path); });
        auto const index = static_cast<std::size_t>(found - checksums.begin());
        if (found == checksums.end())
            result.append(line).append(end);
        else if (!written[index])
            result.append(line_for(*found)).append(end);
        if (found != checksums.end())
            written[index] = true;
    }
    for (std::size_t index = 0; index < checksums.size(); ++index) {
        if (written[index])
            continue;
        if (!result.empty() && !result.ends_with('\n') && result != byte_order_mark)
            result += usual_end;
        result.append(line_for(checksums[index])).append(usual_end);
    }
    return result;
}

} // namespace entry_text
