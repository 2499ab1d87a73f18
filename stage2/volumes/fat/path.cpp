// SPDX-License-Identifier: BSD-2-Clause
// Looks up a path in the directories of the volume, name by name.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure".
#include "stage2/volumes/fat/path.hpp"

#include "include/code_size.hpp"
#include "stage2/volumes/fat/directory.hpp"

namespace fat {

namespace {

using errors::Code;
using namespace std::string_view_literals;

// The first `size` characters. (Not substr, which refers to an exception.)
std::string_view head(std::string_view path, std::size_t size)
{
    return {path.data(), size};
}

bool has_raw_name(DirectoryEntry const& entry, std::string_view raw_name)
{
    return std::string_view(reinterpret_cast<char const*>(entry.DIR_Name), sizeof entry.DIR_Name) == raw_name;
}

constexpr auto dot = ".          "sv;
constexpr auto dot_dot = "..         "sv;

// Every directory except the root starts with '.', which names its own cluster, and '..', which names its parent's
// cluster, or 0 for the root. The check finds entries that lead to a file, to their own directory or up the tree, and
// ensures that '..' leads back to where the path came from.
Result<void> check_directory(Geometry const& geometry, std::uint32_t cluster, std::uint32_t parent,
                             std::string_view path)
{
    auto const entries = TRY(geometry.cache->view(geometry.offset_of(cluster), 2 * sizeof(DirectoryEntry)));
    auto const* const dots = reinterpret_cast<DirectoryEntry const*>(entries.data());
    if (!has_raw_name(dots[0], dot) || !has_raw_name(dots[1], dot_dot))
        return fail(Code::directory_invalid, {cluster}, path);
    auto const self_named = first_cluster_of(geometry, dots[0]);
    auto const parent_named = first_cluster_of(geometry, dots[1]);
    bool const right_parent = parent_named == parent || (parent_named == 0 && parent == geometry.root_cluster);
    if (self_named != cluster || !right_parent)
        return fail(Code::directory_misplaced, {cluster, self_named, parent_named}, path);
    return {};
}

// The location in a directory entry. `parent` is the first cluster of the directory with the entry.
OUT_OF_LINE Result<FileLocation> locate(Geometry const& geometry, DirectoryEntry const& entry, std::uint32_t parent,
                                        std::string_view path)
{
    auto location = location_of(geometry, entry);
    if (!location.is_directory)
        return location;
    bool const leads_up = has_raw_name(entry, dot_dot);
    if (leads_up && location.start == 0)
        location.start = geometry.root_cluster;
    if (leads_up && location.start == geometry.root_cluster)
        return location;
    if (!geometry.has_cluster(location.start))
        return fail(Code::first_cluster_invalid, {location.size, location.start, geometry.last_cluster}, path);
    if (!leads_up)
        TRY(check_directory(geometry, location.start, parent, path));
    return location;
}

// Looks up `name`, a part of `path`, in a directory.
Result<FileLocation> look_up(Geometry const& geometry, std::uint32_t directory_cluster, std::string_view path,
                             std::string_view name)
{
    auto const name_begin = static_cast<std::size_t>(name.data() - path.data());
    Directory directory(geometry, directory_cluster, head(path, name_begin > 1 ? name_begin - 1 : 1));
    while (TRY(directory.next()))
        if (same_name(directory.long_name(), name) || same_name(ShortName(directory.entry()).view(), name))
            return locate(geometry, directory.entry(), directory_cluster, head(path, name_begin + name.size()));
    return fail(Code::file_not_found, {}, path);
}

} // namespace

Result<FileLocation> find(Geometry const& geometry, std::string_view path)
{
    if (path.empty() || path.front() != '/')
        return fail(Code::path_invalid, {}, path);
    FileLocation here{.start = geometry.root_cluster, .size = 0, .is_directory = true};
    for (std::size_t end = 0; end < path.size();) {
        if (!here.is_directory)
            return fail(Code::not_a_directory, {}, path); // a '/' follows
        auto begin = end;
        while (begin < path.size() && path[begin] == '/')
            ++begin;
        for (end = begin; end < path.size() && path[end] != '/';)
            ++end;
        std::string_view const name(path.data() + begin, end - begin);
        if (name.size() > longest_file_name)
            return fail(Code::path_invalid, {}, path);
        bool const in_root = here.start == geometry.root_cluster;
        bool const stays = name.empty() || same_name(name, "."sv) || (in_root && same_name(name, ".."sv));
        if (!stays)
            here = TRY(look_up(geometry, here.start, path, name));
    }
    return here;
}

} // namespace fat
