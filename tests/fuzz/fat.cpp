// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes volumes: lists the volume, opens what it lists, and reads it. A second, simple walk through the FAT must find
// the same content, and everything listed must be found by its name.
#include "stage2/volumes/fat/volume.hpp"

#include "tests/fuzz/sparse_disk.hpp"

#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr std::uint64_t most_bytes = 1 << 20; // of a file: enough for many clusters, and soon read
constexpr int most_items = 30;                // of a volume: each may cost a walk through 65,536 entries

void require(bool condition)
{
    if (!condition)
        std::abort();
}

// FAT as one writes it on a slate, for a volume that the reader has accepted.
class SimpleVolume {
public:
    SimpleVolume(SparseDisk& disk, std::string_view type)
        : disk_(disk),
          bits_(type == "FAT12"   ? 12
                : type == "FAT16" ? 16
                                  : 32)
    {
        auto const sector = number<std::uint16_t>(11);
        auto const reserved = number<std::uint16_t>(14);
        std::uint64_t const fats = number<std::uint8_t>(16);
        auto const root_sectors = (number<std::uint16_t>(17) * 32u + sector - 1) / sector;
        auto const fat = bits_ == 32 ? number<std::uint32_t>(36) : number<std::uint16_t>(22);
        auto const flags = bits_ == 32 ? number<std::uint16_t>(40) : 0;
        cluster_size = sector * number<std::uint8_t>(13);
        fat_begin_ = sector * (reserved + (flags & 0x80 ? (flags & 0xF) * std::uint64_t{fat} : 0));
        data_begin_ = sector * (reserved + fats * fat + root_sectors);
    }

    std::uint32_t next(std::uint32_t cluster)
    {
        if (bits_ == 32)
            return number<std::uint32_t>(fat_begin_ + cluster * 4ull) & 0x0FFFFFFF;
        auto const entry = number<std::uint16_t>(fat_begin_ + cluster * bits_ / 8ull);
        return bits_ == 16 ? entry : cluster % 2 != 0 ? entry >> 4 : entry & 0xFFF;
    }

    bool is_end(std::uint32_t entry) const
    {
        return entry >= (bits_ == 32 ? 0x0FFFFFF8 : bits_ == 16 ? 0xFFF8u : 0xFF8u);
    }

    void read_cluster(std::uint32_t cluster, MutableBytes destination)
    {
        require(disk_.read(data_begin_ + (cluster - 2) * std::uint64_t{cluster_size}, destination).has_value());
    }

    std::uint32_t cluster_size;

private:
    template <typename Number>
    Number number(std::uint64_t offset)
    {
        Number value;
        require(disk_.read(offset, {reinterpret_cast<std::byte*>(&value), sizeof value}).has_value());
        return value;
    }

    SparseDisk& disk_;
    unsigned bits_;
    std::uint64_t fat_begin_;
    std::uint64_t data_begin_;
};

void check_file(SparseDisk& disk, fat::Volume const& volume, std::string const& path)
{
    fat::Extent extents[3] = {};
    auto file = volume.open_file(path, extents);
    if (!file) {
        require(file.error()->code != errors::Code::file_not_found && file.error()->code != errors::Code::path_invalid);
        return;
    }
    std::vector<std::byte> content(std::min<std::uint64_t>(file->size(), most_bytes));
    require(file->read(0, content).has_value());
    if (content.size() > 1000) { // once more, from somewhere in the middle
        auto const third = content.size() / 3;
        std::vector<std::byte> part(content.size() / 2);
        require(file->read(third, part).has_value());
        require(std::ranges::equal(part, Bytes(content).subspan(third, part.size())));
    }

    if (volume.backup_boot_sector_used())
        return; // the simple walk knows sector 0 only
    SimpleVolume simple(disk, volume.type_name());
    auto cluster = extents[0].first_cluster;
    std::vector<std::byte> expected(simple.cluster_size);
    for (std::uint64_t offset = 0; offset < file->size(); offset += expected.size()) {
        if (offset < content.size()) {
            auto const size = std::min<std::uint64_t>(expected.size(), content.size() - offset);
            simple.read_cluster(cluster, MutableBytes(expected).first(size));
            require(std::equal(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(size),
                               content.begin() + static_cast<std::ptrdiff_t>(offset)));
        }
        cluster = simple.next(cluster);
    }
    require(file->size() == 0 || simple.is_end(cluster));
}

void check_directory(SparseDisk& disk, fat::Volume const& volume, std::string const& path, int& items_left)
{
    std::vector<std::pair<std::string, bool>> items;
    auto const listed = volume.for_each(path, [&](DirectoryItem const& item) {
        require(!item.name.empty() && item.name.size() <= 3 * 255);
        items.emplace_back(item.name, item.is_directory);
        return items.size() < 20;
    });
    if (!listed)
        return;
    for (auto const& [name, is_directory] : items) {
        if (name.find('/') != name.npos || name == "." || name == ".." || --items_left < 0)
            continue;
        if (is_directory)
            check_directory(disk, volume, path + name + '/', items_left);
        else
            check_file(disk, volume, path + name);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static std::vector<std::byte> memory(DiskCache::memory_needed);
    SparseDisk disk(Bytes(reinterpret_cast<std::byte const*>(data), size));
    DiskCache cache(disk, memory, 0, disk.size());
    int items_left = most_items;
    if (auto const volume = fat::Volume::open(cache))
        check_directory(disk, *volume, "/", items_left);
    return 0;
}
