// From a path to a place on the volume, name by name.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure".
#include "stage2/formats/fat_directory.hpp"

namespace fat {

namespace {

using errors::Code;
using namespace std::string_view_literals;

// The first `size` characters. (substr would bring along an exception.)
std::string_view head(std::string_view path, std::size_t size)
{
    return {path.data(), size};
}

// '..' in a directory of the root names cluster 0, and means the root.
Result<Location> locate(Geometry const& geometry, DirectoryEntry const& entry, std::string_view path)
{
    Location location{.first_cluster = std::uint32_t{entry.DIR_FstClusHI} << 16 | entry.DIR_FstClusLO,
                      .size = entry.DIR_FileSize, .is_directory = (entry.DIR_Attr & ATTR_DIRECTORY) != 0};
    if (!location.is_directory)
        return location;
    if (location.first_cluster == 0 && entry.DIR_Name[0] == '.')
        location.first_cluster = geometry.root_cluster;
    if (!geometry.has_cluster(location.first_cluster))
        return fail(Code::first_cluster_invalid, {location.size, location.first_cluster, geometry.last_cluster}, path);
    return location;
}

// `name_begin` and `name_end` are where in the path the name stands that is looked for.
Result<Location> look_up(Geometry const& geometry, std::uint32_t directory_cluster, std::string_view path,
                         std::size_t name_begin, std::size_t name_end)
{
    std::string_view const name(path.data() + name_begin, name_end - name_begin);
    Directory directory(geometry, directory_cluster, head(path, name_begin > 1 ? name_begin - 1 : 1));
    while (TRY(directory.next()))
        if (same_name(directory.long_name(), name) || same_name(ShortName(directory.entry()).view(), name))
            return locate(geometry, directory.entry(), head(path, name_end));
    return fail(Code::file_not_found, {}, path);
}

} // namespace

Result<Location> find(Geometry const& geometry, std::string_view path)
{
    if (path.empty() || path.front() != '/')
        return fail(Code::path_invalid, {}, path);
    Location here{.first_cluster = geometry.root_cluster, .size = 0, .is_directory = true};
    for (std::size_t end = 0; end < path.size();) {
        if (!here.is_directory)
            return fail(Code::not_a_directory, {}, path);       // but a '/' stands behind it
        auto begin = end;
        while (begin < path.size() && path[begin] == '/')
            ++begin;
        for (end = begin; end < path.size() && path[end] != '/';)
            ++end;
        std::string_view const name(path.data() + begin, end - begin);
        if (name.size() > longest_name_utf8)
            return fail(Code::path_invalid, {}, path);
        bool const in_root = here.first_cluster == geometry.root_cluster;
        bool const stays = name.empty() || same_name(name, "."sv) || (in_root && same_name(name, ".."sv));
        if (!stays)
            here = TRY(look_up(geometry, here.first_cluster, path, begin, end));
    }
    return here;
}

} // namespace fat
