// SPDX-License-Identifier: BSD-2-Clause
// Reads the directory of entries as the loader does: stage2/entries/entry_list.cpp.
#include "disk/entry/boot_volume.hpp"

#include "disk/host/refusal.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/entries/words.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace boot_volume {
namespace {

using std::filesystem::path;
using std::string;

} // namespace

path root(std::optional<string> const& given)
{
    path root = given.value_or(default_root);
    auto const hint = "name the root directory of the boot volume with --root";
    std::error_code ignored; // then there is none
    if (!std::filesystem::is_directory(root, ignored))
        throw Refusal(root.string() + ": there is no such directory", hint);
    if (!std::filesystem::is_directory(root / "loader", ignored) &&
        !std::filesystem::is_directory(root / "boot", ignored))
        throw Refusal(root.string() + " has neither a directory loader nor a directory boot: it is no boot volume",
                      hint);
    return root;
}

path entries_directory(path const& root)
{
    return root / "loader/entries";
}

path loader_conf(path const& root)
{
    return root / "loader/loader.conf";
}

std::vector<string> entries(path const& root)
{
    std::vector<string> names;
    if (!std::filesystem::is_directory(entries_directory(root)))
        return names;
    for (auto const& item : std::filesystem::directory_iterator(entries_directory(root)))
        if (auto const name = item.path().filename().string(); item.is_regular_file() && boot_entry::is_entry(name))
            names.push_back(name);
    std::ranges::sort(names);
    return names;
}

std::vector<string> with_id(path const& root, std::string_view id)
{
    auto names = entries(root);
    std::erase_if(names, [&](string const& name) { return !words::same_path(boot_counter::parse(name).id, id); });
    return names;
}

string one(path const& root, string const& name)
{
    auto const all = entries(root);
    if (auto const exact = std::ranges::find_if(all, [&](string const& file) { return words::same_path(file, name); });
        exact != all.end())
        return *exact;
    auto const found = with_id(root, boot_counter::parse(name).id);
    auto const list = "farjump-entry list --root " + root.string() + " shows the entries";
    if (found.empty())
        throw Refusal("there is no entry " + name + " in " + entries_directory(root).string(), list);
    if (found.size() > 1)
        throw Refusal(name + " names " + found[0] + " and " + found[1], "write the whole file name; " + list);
    return found[0];
}

void sync_directory(path const& directory)
{
    auto const file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const flushed = file >= 0 && ::fsync(file) == 0;
    auto const reason = errno;
    if (file >= 0)
        ::close(file);
    errno = reason;
    if (!flushed && reason != EINVAL) // a file system that cannot flush a directory writes it with the files
        fail_with_errno("cannot flush " + directory.string());
}

void rename(path const& from, path const& to)
{
    std::error_code ignored; // then the file is not there
    if (std::filesystem::exists(to, ignored) && !words::same_path(from.filename().string(), to.filename().string()))
        throw Refusal(to.string() + " exists already", "remove one of both entries");
    if (std::rename(from.c_str(), to.c_str()) != 0)
        fail_with_errno("cannot rename " + from.string() + " to " + to.string());
    sync_directory(to.parent_path());
}

} // namespace boot_volume
