// SPDX-License-Identifier: BSD-2-Clause
// Builds a large disk from a small input: only the sectors that the input names have its content.
//
//   4 bytes      sectors of the disk
//   1 byte       n, the number of sectors that follow
//   n * 4 bytes  their LBAs, little-endian
//   n * 512      their content; zeros beyond the end of the input
//
// Each other sector is zero except for its last four bytes, which are the LBA, so that no two sectors are equal.
#pragma once

#include "include/units.hpp"
#include "stage2/storage/block_device.hpp"

#include <algorithm>
#include <cstring>
#include <map>

class SparseDisk final : public BlockDevice {
public:
    explicit SparseDisk(Bytes input)
    {
        sectors = read_at<Le32>(input, 0).value_or(0);
        auto const count = read_at<std::uint8_t>(input, 4).value_or(0);
        for (std::uint64_t i = 0; i < count; ++i) {
            auto const lba = read_at<Le32>(input, 5 + 4 * i);
            auto const begin = std::min<std::uint64_t>(input.size(), 5 + 4 * count + 512 * i);
            auto const size = std::min<std::uint64_t>(input.size() - begin, sector_size);
            if (lba)
                content_.try_emplace(*lba, input.subspan(begin, size));
        }
    }

    Result<void> read(std::uint64_t offset, MutableBytes destination) override
    {
        if (offset > size() || destination.size() > size() - offset)
            std::abort(); // the cache never asks for what its partition has not
        for (std::size_t done = 0; done < destination.size();) {
            auto const within = (offset + done) % sector_size;
            auto const part = std::min<std::size_t>(destination.size() - done, sector_size - within);
            std::byte bytes[sector_size];
            fill(static_cast<std::uint32_t>((offset + done) / sector_size), bytes);
            std::memcpy(&destination[done], bytes + within, part);
            done += part;
        }
        return {};
    }

    std::uint64_t size() const { return std::uint64_t{sectors} * sector_size; }

    std::uint32_t sectors;

private:
    void fill(std::uint32_t lba, std::byte* bytes) const
    {
        std::memset(bytes, 0, sector_size);
        if (auto const found = content_.find(lba); found != content_.end())
            std::copy(found->second.begin(), found->second.end(), bytes);
        else
            std::memcpy(bytes + sector_size - sizeof lba, &lba, sizeof lba);
    }

    std::map<std::uint32_t, Bytes> content_;
};
