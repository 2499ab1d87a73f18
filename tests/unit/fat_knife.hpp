// SPDX-License-Identifier: BSD-2-Clause
// Finds and changes structures of a FAT volume for tests of damaged volumes. Shares no code with the reader under test.
// Does not check the volume, which a tool has just made.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03.
#pragma once

#include "include/bytes.hpp"
#include "tests/unit/memory_disk.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

class FatKnife {
public:
    static constexpr std::size_t volume_begin = 64 * sector_size;

    explicit FatKnife(std::vector<std::byte> content) : disk(std::move(content)) {}

    // The boot sector's fields, as they are now.
    std::uint32_t sector_bytes() const { return boot16(11); }
    std::uint32_t reserved_sectors() const { return boot16(14); }
    std::uint32_t fats() const { return boot8(16); }
    std::uint32_t root_entries() const { return boot16(17); }
    std::uint32_t total_sectors() const { return boot16(19) != 0 ? boot16(19) : boot32(32); }
    std::uint32_t fat_sectors() const { return boot16(22) != 0 ? boot16(22) : boot32(36); }
    std::uint32_t cluster_bytes() const { return boot8(13) * sector_bytes(); }

    // What follows from them.
    std::uint32_t root_sectors() const { return (root_entries() * 32 + sector_bytes() - 1) / sector_bytes(); }
    std::uint32_t metadata_sectors() const { return reserved_sectors() + fats() * fat_sectors() + root_sectors(); }
    std::uint32_t clusters() const { return (total_sectors() - metadata_sectors()) / boot8(13); }
    std::uint32_t last_cluster() const { return clusters() + 1; }
    unsigned entry_bits() const { return boot16(22) == 0 ? 32 : clusters() < 4085 ? 12 : 16; }

    // Entries that name no cluster.
    std::uint32_t end_of_chain() const { return entry_bits() == 32 ? 0x0FFFFFFF : (1u << entry_bits()) - 1; }
    std::uint32_t bad_cluster() const { return end_of_chain() - 8; }

    // Where on the disk things lie: a FAT,
    std::size_t fat_at(std::uint32_t fat = 0) const
    {
        return volume_begin + std::size_t{reserved_sectors() + fat * fat_sectors()} * sector_bytes();
    }
    // a cluster's entry in it (for FAT12: the first byte that is part of it),
    std::size_t fat_entry_at(std::uint32_t cluster, std::uint32_t fat = 0) const
    {
        return fat_at(fat) + std::size_t{cluster} * entry_bits() / 8;
    }
    // the fixed root directory of FAT12 and FAT16,
    std::size_t root_at() const { return fat_at(fats()); }
    // a cluster,
    std::size_t cluster_at(std::uint32_t cluster) const
    {
        return volume_begin + std::size_t{metadata_sectors()} * sector_bytes() +
               std::size_t{cluster - 2} * cluster_bytes();
    }
    // and the directory entry with this raw 8.3 name, in whatever directory comes first.
    std::size_t entry_at(std::string_view raw_name) const
    {
        auto const* const begin = reinterpret_cast<char const*>(disk.content.data());
        auto const found = std::string_view(begin, disk.content.size()).find(raw_name, root_at());
        if (found == std::string_view::npos)
            throw std::runtime_error("no such entry: " + std::string(raw_name));
        return found;
    }

    template <typename Field>
    void put(std::size_t offset, Field value)
    {
        std::memcpy(&disk.content[offset], &value, sizeof value);
    }
    template <typename Field>
    void set_boot(std::size_t offset, Field value)
    {
        put(volume_begin + offset, value);
    }

    std::uint32_t fat_entry(std::uint32_t cluster, std::uint32_t fat = 0) const
    {
        auto const at = fat_entry_at(cluster, fat);
        if (entry_bits() == 32)
            return *read_at<Le32>(disk.content, at);
        std::uint32_t const entry = *read_at<Le16>(disk.content, at);
        return entry_bits() == 16 ? entry : cluster % 2 != 0 ? entry >> 4 : entry & 0xFFF;
    }
    // In one FAT, not in all of them.
    void set_fat(std::uint32_t cluster, std::uint32_t value, std::uint32_t fat = 0)
    {
        auto const at = fat_entry_at(cluster, fat);
        if (entry_bits() == 32)
            return put(at, Le32{value});
        std::uint32_t const neighbour = *read_at<Le16>(disk.content, at);
        auto const entry = entry_bits() == 16 ? value
                           : cluster % 2 != 0 ? value << 4 | (neighbour & 0xF)
                                              : value | (neighbour & 0xF000);
        put(at, Le16{static_cast<std::uint16_t>(entry)});
    }

    std::uint32_t first_cluster(std::string_view raw_name) const { return first_cluster_in(entry_at(raw_name)); }
    std::uint32_t first_cluster_in(std::size_t entry) const
    {
        return std::uint32_t{*read_at<Le16>(disk.content, entry + 20)} << 16 | *read_at<Le16>(disk.content, entry + 26);
    }
    void set_first_cluster(std::string_view raw_name, std::uint32_t cluster)
    {
        set_first_cluster_in(entry_at(raw_name), cluster);
    }
    void set_first_cluster_in(std::size_t entry, std::uint32_t cluster)
    {
        put(entry + 20, Le16{static_cast<std::uint16_t>(cluster >> 16)});
        put(entry + 26, Le16{static_cast<std::uint16_t>(cluster)});
    }

    MemoryDisk disk;

private:
    std::uint32_t boot8(std::size_t offset) const
    {
        return *read_at<std::uint8_t>(disk.content, volume_begin + offset);
    }
    std::uint32_t boot16(std::size_t offset) const { return *read_at<Le16>(disk.content, volume_begin + offset); }
    std::uint32_t boot32(std::size_t offset) const { return *read_at<Le32>(disk.content, volume_begin + offset); }
};
