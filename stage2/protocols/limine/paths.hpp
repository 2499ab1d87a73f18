// SPDX-License-Identifier: BSD-2-Clause
// Paths of a kernel's internal modules, which are relative to the kernel's directory. The Limine Boot Protocol, "Module
// Feature".
#pragma once

#include "include/text.hpp"

#include <string_view>

namespace limine {

using Path = text::Line<1024>;

// The path on the volume of `path`, as it is seen from the directory of `kernel_path`. A `path` that begins with '/' is
// seen from the root. Parts "." and ".." are resolved; ".." in the root is the root. An empty result does not fit.
constexpr Path resolve(std::string_view kernel_path, std::string_view path)
{
    Path result;
    auto const append = [&](std::string_view part) {
        if (part.empty() || part == ".")
            return;
        if (part != "..") {
            result << '/' << part;
            return;
        }
        auto const so_far = result.view();
        auto const slash = so_far.rfind('/');
        Path shorter;
        shorter << so_far.substr(0, slash == so_far.npos ? 0 : slash);
        result = shorter;
    };
    auto const append_all = [&](std::string_view parts) {
        while (!parts.empty()) {
            auto const end = parts.find('/');
            append(parts.substr(0, end));
            parts.remove_prefix(end == parts.npos ? parts.size() : end + 1);
        }
    };
    if (!path.starts_with('/'))
        append_all(kernel_path.substr(0, kernel_path.rfind('/') + 1));
    append_all(path);
    return result;
}

} // namespace limine
