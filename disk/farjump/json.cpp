// SPDX-License-Identifier: BSD-2-Clause
// RFC 8259, 7 "Strings"; RFC 3629, 4 "Syntax of UTF-8 Byte Sequences".
#include "disk/farjump/json.hpp"

#include <array>
#include <cstddef>
#include <cstdio>

namespace json {
namespace {

using std::string;
using std::string_view;

unsigned byte_at(string_view bytes, std::size_t at)
{
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0u;
}

// The length of the UTF-8 sequence at the start, 0 if there is none.
std::size_t sequence_length(string_view bytes)
{
    auto const first = byte_at(bytes, 0), second = byte_at(bytes, 1);
    auto const follows = [&](std::size_t count) {
        for (std::size_t at = 1; at <= count; ++at)
            if ((byte_at(bytes, at) & 0xC0) != 0x80)
                return false;
        return true;
    };
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF && follows(1))
        return 2;
    bool const is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    bool const is_no_character = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    if (is_overlong || is_no_character)
        return 0;
    if (first >= 0xE0 && first <= 0xEF && follows(2))
        return 3;
    return first >= 0xF0 && first <= 0xF4 && follows(3) ? 4 : 0;
}

} // namespace

string text(string_view bytes)
{
    string result = "\"";
    while (!bytes.empty()) {
        auto const length = sequence_length(bytes);
        auto const first = byte_at(bytes, 0);
        if (length == 0) {
            result += "\\uFFFD";
        } else if (first < ' ') {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04X", first);
            result += escape.data();
        } else {
            if (first == '"' || first == '\\')
                result += '\\';
            result += bytes.substr(0, length);
        }
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return result + '"';
}

} // namespace json
