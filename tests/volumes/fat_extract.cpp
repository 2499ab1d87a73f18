// SPDX-License-Identifier: BSD-2-Clause
// Copies everything on a FAT volume to a directory of the host, with the loader's own reader: fat_extract IMAGE DIRECTORY
//
// Each file is read in three ways, which must agree: in one go, in many pieces, and with room for few extents.
#include "include/errors.hpp"
#include "stage2/volumes/fat/volume.hpp"
#include "tests/unit/file_disk.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

namespace {

// A failure, with the path at which it was met.
[[noreturn]] void give_up(std::string const& path, Error const& error)
{
    std::fprintf(stderr, "fat_extract: %s: FJ-%04u %s (%llu, %llu, %llu; %.*s)\n", path.c_str(),
                 static_cast<unsigned>(error.code), errors::describe(error.code).why,
                 static_cast<unsigned long long>(error.numbers[0]), static_cast<unsigned long long>(error.numbers[1]),
                 static_cast<unsigned long long>(error.numbers[2]), static_cast<int>(error.name.size()),
                 error.name.data());
    std::exit(1);
}

std::vector<std::byte> read(fat::Volume const& volume, std::string const& path, std::size_t extent_room,
                            std::size_t piece)
{
    std::vector<fat::Extent> extents(extent_room);
    auto file = volume.open_file(path, extents);
    if (!file)
        give_up(path, file.error());
    std::vector<std::byte> content(file->size());
    for (std::size_t offset = 0; offset < content.size(); offset += piece) {
        auto const size = std::min(piece, content.size() - offset);
        if (auto const done = file->read(offset, MutableBytes(content).subspan(offset, size)); !done)
            give_up(path, done.error());
    }
    return content;
}

void extract_file(fat::Volume const& volume, std::string const& path, std::filesystem::path const& to)
{
    auto const content = read(volume, path, 8192, ~std::size_t{0});
    if (content != read(volume, path, 8192, 1000) || content != read(volume, path, 3, 70'000)) {
        std::fprintf(stderr, "fat_extract: %s: it depends on how it is read\n", path.c_str());
        std::exit(1);
    }
    std::ofstream{to, std::ios::binary}.write(reinterpret_cast<char const*>(content.data()),
                                              static_cast<std::streamsize>(content.size()));
}

void extract_directory(fat::Volume const& volume, std::string const& path, std::filesystem::path const& to)
{
    std::vector<std::pair<std::string, bool>> items;
    auto const listed = volume.for_each(path, [&](DirectoryItem const& item) {
        items.emplace_back(item.name, item.is_directory);
        return true;
    });
    if (!listed)
        give_up(path, listed.error());
    std::filesystem::create_directory(to);
    for (auto const& [name, is_directory] : items) {
        if (is_directory)
            extract_directory(volume, path + name + "/", to / name);
        else
            extract_file(volume, path + name, to / name);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fputs("usage: fat_extract IMAGE DIRECTORY\n", stderr);
        return 2;
    }
    FileDisk disk(argv[1]);
    std::vector<std::byte> memory(DiskCache::memory_needed);
    DiskCache cache(disk, memory, 0, disk.size);
    auto const volume = fat::Volume::open(cache);
    if (!volume)
        give_up("/", volume.error());
    extract_directory(*volume, "/", argv[2]);
}
