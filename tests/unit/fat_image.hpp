// SPDX-License-Identifier: BSD-2-Clause
// Makes FAT volumes with mkfs.fat, mformat and mtools, and opens them with our reader.
#pragma once

#include "stage2/volumes/fat/mounted.hpp"
#include "tests/unit/fat_knife.hpp"
#include "tests/unit/shell.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

// A volume under construction. The shell commands see it as $image, and the directory of files to copy as $files.
class FatImage {
public:
    static constexpr std::size_t partition_begin = FatKnife::volume_begin;

    // A small FAT16 volume, for tests of what lies on it: a FAT32 volume has 34 MB, which cost most of a test's time.
    explicit FatImage(std::string const& options = "-F 16 -s 1", unsigned kib = 5000)
    {
        std::filesystem::create_directory(files());
        sh("mkfs.fat " + options + " -C $image " + std::to_string(kib) + " > /dev/null");
    }

    std::string path() const { return directory_.path("image"); }
    std::string files() const { return directory_.path("files"); }

    void sh(std::string const& commands) const
    {
        run("image=" + path() + "; files=" + files() + "; cd " + directory_.path("") + "; " + commands);
    }

    // Puts a file on the volume; `seed` decides what is in it.
    std::vector<std::byte> add(std::string const& path, std::size_t size, unsigned seed) const
    {
        auto const content = bytes_from(seed, size);
        put(path, content);
        return content;
    }

    void put(std::string const& path, std::vector<std::byte> const& content) const
    {
        write_bytes(directory_.path("file"), content);
        sh("mcopy -o -i $image file '::" + path + "'");
    }

    static std::vector<std::byte> bytes_from(unsigned seed, std::size_t size)
    {
        std::vector<std::byte> bytes(size);
        std::uint32_t state = seed * 2654435761u + 1;
        for (auto& byte : bytes) {
            state = state * 1664525 + 1013904223;
            byte = static_cast<std::byte>(state >> 24);
        }
        return bytes;
    }

    // The volume on a disk, in a partition of exactly its size.
    std::vector<std::byte> on_disk() const
    {
        std::vector<std::byte> disk(partition_begin + static_cast<std::size_t>(std::filesystem::file_size(path())));
        std::ifstream(path(), std::ios::binary)
            .read(reinterpret_cast<char*>(disk.data() + partition_begin),
                  static_cast<std::streamsize>(disk.size() - partition_begin));
        return disk;
    }

private:
    TemporaryDirectory directory_;
};

// How to make a small volume of each type.
struct FatKind {
    char const* options;
    unsigned kib;
    std::string_view name;
};
inline void PrintTo(FatKind const& kind, std::ostream* out)
{
    *out << kind.options << ", " << kind.kib << " KiB";
}

// 66,000 clusters of 512 bytes are the smallest FAT32 volume, near enough.
inline constexpr FatKind fat32{"-F 32 -s 1", 34000, "FAT32"};
inline constexpr FatKind fat_kinds[] = {{"-F 12 -s 1", 1500, "FAT12"}, {"-F 16 -s 1", 5000, "FAT16"}, fat32};

struct Fat32Image : FatImage {
    explicit Fat32Image(std::string const& more = "") : FatImage(fat32.options + (' ' + more), fat32.kib) {}
};

// A disk with a FAT volume, and a fresh cache in front of it.
struct MountedDisk : FatKnife {
    explicit MountedDisk(std::vector<std::byte> content) : FatKnife(std::move(content)) { forget(); }
    explicit MountedDisk(FatImage const& image) : MountedDisk(image.on_disk()) {}
    MountedDisk(MountedDisk const&) = delete; // the cache points at the disk
    MountedDisk& operator=(MountedDisk const&) = delete;

    Result<fat::Volume> open() { return fat::Volume::open(*cache); }

    // Opens and reads a whole file, in pieces of `piece` bytes, keeping at most `extent_room` extents.
    Result<std::vector<std::byte>> read_file(std::string_view path, std::size_t extent_room = 64,
                                             std::size_t piece = ~0u)
    {
        auto const volume = TRY(open());
        std::vector<fat::Extent> extents(extent_room);
        auto file = TRY(volume.open_file(path, extents));
        std::vector<std::byte> content(file.size());
        for (std::size_t offset = 0; offset < content.size(); offset += piece)
            TRY(file.read(offset, MutableBytes(content).subspan(offset, std::min(piece, content.size() - offset))));
        return content;
    }

    // The volume behind the loader's interface, one at a time.
    Volume& mount()
    {
        auto const volume = open();
        if (!volume)
            throw std::runtime_error("cannot mount the volume: " +
                                     std::to_string(std::to_underlying(volume.error()->code)));
        return mounted.emplace(*volume, *room);
    }

    // After surgery: the cache knows nothing any more.
    void forget() { cache.emplace(disk, memory, FatImage::partition_begin, disk.content.size()); }

    std::vector<std::byte> memory = std::vector<std::byte>(DiskCache::memory_needed);
    std::optional<DiskCache> cache;
    std::unique_ptr<fat::Room> room = std::make_unique<fat::Room>();
    std::optional<fat::MountedVolume> mounted;
};

// Whether this is the failure expected: the code, all its numbers, and the name.
template <typename T>
void expect_failure(Result<T> const& result, errors::Code code, std::array<std::uint64_t, 3> numbers,
                    std::string_view name)
{
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, code);
    EXPECT_EQ(result.error()->numbers, numbers);
    EXPECT_EQ(result.error()->name, name);
}
