// SPDX-License-Identifier: BSD-2-Clause
// Writes one flat JSON object. RFC 8259.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace json {

// A string with its quotes. Bytes that are not UTF-8 become U+FFFD, because JSON cannot hold them.
std::string text(std::string_view bytes);

// Members in the order in which they were added.
class Object {
public:
    Object& add(std::string_view name, std::string_view value) { return add_raw(name, text(value)); }
    Object& add(std::string_view name, std::string const& value) { return add_raw(name, text(value)); }
    Object& add(std::string_view name, char const* value) { return add_raw(name, text(value)); }
    Object& add(std::string_view name, std::uint64_t value) { return add_raw(name, std::to_string(value)); }
    Object& add(std::string_view name, Object const& value) { return add_raw(name, value.str()); }

    Object& add(std::string_view name, std::vector<std::string> const& texts)
    {
        std::string list;
        for (auto const& each : texts)
            list += (list.empty() ? "" : ", ") + text(each);
        return add_raw(name, '[' + list + ']');
    }

    std::string str() const { return '{' + members_ + '}'; }

private:
    Object& add_raw(std::string_view name, std::string const& value)
    {
        members_ += (members_.empty() ? "" : ", ") + text(name) + ": " + value;
        return *this;
    }

    std::string members_;
};

} // namespace json
