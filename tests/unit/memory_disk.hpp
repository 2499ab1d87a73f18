// Simulates a disk in memory that counts its reads and can have bad sectors.
#pragma once

#include "include/units.hpp"
#include "stage2/storage/block_device.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <vector>

class MemoryDisk final : public BlockDevice {
public:
    struct Read {
        std::uint64_t offset;
        std::size_t size;
        bool operator==(Read const&) const = default;
    };

    explicit MemoryDisk(std::vector<std::byte> bytes) : content(std::move(bytes)) {}

    // Sector n is full of the number n, so that every sector tells where it came from.
    static MemoryDisk numbered(std::uint32_t sectors)
    {
        std::vector<std::byte> content(std::size_t{sectors} * sector_size);
        for (std::size_t offset = 0; offset < content.size(); offset += sizeof(Le32)) {
            Le32 const number = static_cast<std::uint32_t>(offset / sector_size);
            std::memcpy(&content[offset], &number, sizeof number);
        }
        return MemoryDisk(std::move(content));
    }

    Result<void> read(std::uint64_t offset, MutableBytes destination) override
    {
        reads.push_back({offset, destination.size()});
        if (offset > content.size() || destination.size() > content.size() - offset)
            return fail(errors::Code::disk_read_failed, {0x80, offset / sector, 4}, "beyond the end of the disk");
        for (auto lba = offset / sector; lba * sector < offset + destination.size(); ++lba)
            if (bad_sectors.contains(lba))
                return fail(errors::Code::disk_read_failed, {0x80, lba, 4}, "sector not found");
        std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset), destination.size(), destination.begin());
        return {};
    }

    std::uint32_t bytes_per_sector() const override { return sector; }
    std::uint64_t sector_count() override { return content.size() / sector; }

    std::vector<std::byte> content;
    std::uint32_t sector = sector_size;
    std::set<std::uint64_t> bad_sectors;
    std::vector<Read> reads;
};
