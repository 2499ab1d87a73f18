// SPDX-License-Identifier: BSD-2-Clause
// A directory for temporary files.
#pragma once

#include <filesystem>

class WorkDirectory {
public:
    // Makes it in `parent`. Throws a std::system_error if that is not possible.
    explicit WorkDirectory(std::filesystem::path const& parent);

    // Removes it and all that it holds.
    ~WorkDirectory();
    WorkDirectory(WorkDirectory const&) = delete;
    WorkDirectory& operator=(WorkDirectory const&) = delete;

    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};
