// SPDX-License-Identifier: BSD-2-Clause
// Linux, proc(5), "/proc/self/exe".
#include "disk/host/data_files.hpp"

#include "disk/host/refusal.hpp"

#include <cstdlib>
#include <string>
#include <system_error>

namespace data_files {
namespace {

using std::filesystem::path;

Places in_one(path const& directory)
{
    return {.stages = directory,
            .efi_stub = directory / "bootx64.efi",
            .constants = directory / "constants.sh",
            .engine = directory / "mkdisk.sh",
            .bochs = directory / "bochs.sh",
            .templates = directory / "new",
            .headers = (directory / "../../include").lexically_normal()};
}

Places in_tree(path const& build, path const& disk)
{
    return {.stages = build / "release",
            .efi_stub = build / "bootx64.efi",
            .constants = build / "host/constants.sh",
            .engine = disk / "image/mkdisk.sh",
            .bochs = disk / "emulators/bochs.sh",
            .templates = disk / "farjump/new",
            .headers = build / "include"};
}

} // namespace

path program()
{
    std::error_code error;
    auto const found = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error)
        throw Refusal("/proc/self/exe, which says where this program lies, cannot be read: " + error.message(),
                      "mount /proc, as by: mount -t proc proc /proc");
    return found;
}

Places places()
{
    if (auto const* const given = std::getenv("FARJUMP_DATA"); given != nullptr && *given != '\0')
        return in_one(std::filesystem::absolute(given));
    auto const directory = program().parent_path();
    auto const disk = directory.parent_path() / "disk";
    std::error_code ignored; // then it is no tree
    if (std::filesystem::is_regular_file(disk / "image/mkdisk.sh", ignored))
        return in_tree(directory, disk);
    return in_one(directory.parent_path() / "lib/farjump");
}

path need(path const& file)
{
    std::error_code ignored; // then it is missing
    if (!std::filesystem::is_regular_file(file, ignored))
        throw Refusal(
            "the loader's file " + file.string() + " is missing",
            "in farjump's tree `make tools` builds it; FARJUMP_DATA names the directory of an installed loader's "
            "files");
    return file;
}

} // namespace data_files
