// SPDX-License-Identifier: BSD-2-Clause
// Finds a block device's name in /sys by its device number.
#include "disk/host/system.hpp"

#include <fstream>
#include <sys/stat.h>
#include <sys/sysmacros.h>

std::optional<std::string> System::name_of(std::filesystem::path const& path) const
{
    namespace fs = std::filesystem;
    std::error_code ignored;
    auto const target = fs::weakly_canonical(path, ignored);
    if (root != "/")
        return target.parent_path() == fs::weakly_canonical(root / "dev", ignored)
                   ? std::optional(target.filename().string())
                   : std::nullopt;
    struct stat64 status{};
    if (stat64(path.c_str(), &status) != 0 || !S_ISBLK(status.st_mode))
        return std::nullopt;
    auto const number = std::to_string(major(status.st_rdev)) + ':' + std::to_string(minor(status.st_rdev));
    return fs::canonical(root / "sys/dev/block" / number).filename().string();
}

std::string System::line_of(std::filesystem::path const& path)
{
    constexpr char blanks[] = " \t\r\n";
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    line.erase(0, line.find_first_not_of(blanks));
    line.erase(line.find_last_not_of(blanks) + 1);
    return line;
}
