// FAT volumes as mkfs.fat and mtools make them, opened by our reader, with the knife ready for the surgery tests.
#pragma once

#include "stage2/formats/fat.hpp"
#include "tests/unit/memory_disk.hpp"
#include "tests/unit/shell.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

// A volume under construction. The shell commands see it as $image, and the directory of files to copy as $files.
class FatImage {
public:
    static constexpr std::size_t partition_begin = 64 * sector_size;

    // 66,000 clusters of 512 bytes are the smallest FAT32 volume, near enough.
    explicit FatImage(std::string const& options = "-F 32 -s 1", unsigned kib = 34000)
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
        write_bytes(directory_.path("file"), content);
        sh("mcopy -o -i $image file '::" + path + "'");
        return content;
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
        auto const image = read_bytes(path());
        std::vector<std::byte> disk(partition_begin);
        disk.insert(disk.end(), image.begin(), image.end());
        return disk;
    }

private:
    TemporaryDirectory directory_;
};

// A disk with a FAT volume, and a fresh cache in front of it.
struct MountedDisk {
    explicit MountedDisk(std::vector<std::byte> content) : disk(std::move(content)) { forget(); }
    explicit MountedDisk(FatImage const& image) : MountedDisk(image.on_disk()) {}
    MountedDisk(MountedDisk const&) = delete;           // the cache points at the disk
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

    // After surgery: the cache knows nothing any more.
    void forget() { cache.emplace(disk, memory, FatImage::partition_begin, disk.content.size()); }

    // Surgery. A field of the boot sector:
    template <typename Field>
    void set_boot(std::size_t offset, Field value) { put(FatImage::partition_begin + offset, value); }

    std::uint32_t reserved_sectors() const { return *read_at<Le16>(disk.content, FatImage::partition_begin + 14); }
    std::uint32_t fat_sectors() const { return *read_at<Le32>(disk.content, FatImage::partition_begin + 36); }
    std::uint32_t cluster_bytes() const
    {
        auto const per_cluster = *read_at<std::uint8_t>(disk.content, FatImage::partition_begin + 13);
        return per_cluster * *read_at<Le16>(disk.content, FatImage::partition_begin + 11);
    }

    // an entry of FAT 0 or 1 (volumes with 512-byte sectors);
    std::size_t fat_entry_at(std::uint32_t cluster, std::uint32_t fat = 0) const
    {
        return FatImage::partition_begin + (reserved_sectors() + fat * fat_sectors()) * 512 + cluster * 4;
    }
    std::uint32_t fat_entry(std::uint32_t cluster) const { return *read_at<Le32>(disk.content, fat_entry_at(cluster)); }
    void set_fat(std::uint32_t cluster, std::uint32_t value) { put(fat_entry_at(cluster), Le32{value}); }

    // a cluster's bytes;
    std::size_t cluster_at(std::uint32_t cluster) const
    {
        return FatImage::partition_begin + (reserved_sectors() + 2 * fat_sectors()) * 512 +
               std::size_t{cluster - 2} * cluster_bytes();
    }

    // the directory entry with this raw 8.3 name, wherever it is.
    std::size_t entry_at(std::string_view raw_name) const
    {
        auto const* const begin = reinterpret_cast<char const*>(disk.content.data());
        auto const found = std::string_view(begin, disk.content.size()).find(raw_name, cluster_at(2));
        if (found == std::string_view::npos)
            throw std::runtime_error("no such entry: " + std::string(raw_name));
        return found;
    }
    std::uint32_t first_cluster(std::string_view raw_name) const
    {
        return std::uint32_t{*read_at<Le16>(disk.content, entry_at(raw_name) + 20)} << 16 |
               *read_at<Le16>(disk.content, entry_at(raw_name) + 26);
    }
    void set_first_cluster(std::string_view raw_name, std::uint32_t cluster)
    {
        auto const entry = entry_at(raw_name);
        put(entry + 20, Le16{static_cast<std::uint16_t>(cluster >> 16)});
        put(entry + 26, Le16{static_cast<std::uint16_t>(cluster)});
    }

    template <typename Field>
    void put(std::size_t offset, Field value) { std::memcpy(&disk.content[offset], &value, sizeof value); }

    MemoryDisk disk;
    std::vector<std::byte> memory = std::vector<std::byte>(DiskCache::memory_needed);
    std::optional<DiskCache> cache;
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
