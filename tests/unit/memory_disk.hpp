// SPDX-License-Identifier: BSD-2-Clause
// Simulates a disk in memory that counts its reads and can have bad sectors. Like a BIOS drive it has a buffer of its
// own, of which it lends parts; with `has_buffer` cleared it has none.
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
        std::ranges::fill(buffer_, std::byte{0xEE});
        reads.push_back({offset, destination.size()});
        if (offset > content.size() || destination.size() > content.size() - offset)
            return fail(errors::Code::disk_read_failed, {0x80, offset / sector, 4}, "beyond the end of the disk");
        for (auto lba = offset / sector; lba * sector < offset + destination.size(); ++lba)
            if (bad_sectors.contains(lba))
                return fail(errors::Code::disk_read_failed, {0x80, lba, 4}, "sector not found");
        std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset), destination.size(), destination.begin());
        return {};
    }

    // Counts whole sectors, up to the first bad one.
    Result<Bytes> lend(std::uint64_t offset, MutableBytes room) override
    {
        if (!has_buffer)
            return BlockDevice::lend(offset, room);
        auto const first = offset / sector;
        auto end = (offset + room.size() + sector - 1) / sector;
        if (auto const bad = bad_sectors.upper_bound(first); bad != bad_sectors.end())
            end = std::min(end, *bad);
        end = std::min<std::uint64_t>(end, first + most_lent);
        std::vector<std::byte> lent(static_cast<std::size_t>(end - first) * sector);
        TRY(read(first * sector, lent));
        buffer_ = std::move(lent);
        auto const rest = Bytes(buffer_).subspan(static_cast<std::size_t>(offset % sector));
        return rest.first(std::min(rest.size(), room.size()));
    }

    std::uint32_t bytes_per_sector() const override { return sector; }
    std::uint64_t sector_count() override { return content.size() / sector; }

    std::vector<std::byte> content;
    std::uint32_t sector = sector_size;
    bool has_buffer = true;
    std::uint32_t most_lent = 127; // sectors
    std::set<std::uint64_t> bad_sectors;
    std::vector<Read> reads;

private:
    std::vector<std::byte> buffer_;
};
