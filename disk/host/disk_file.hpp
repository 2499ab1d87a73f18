// SPDX-License-Identifier: BSD-2-Clause
// A disk image or a block device: read, write, and flush to the medium.
#pragma once

#include "disk/host/system.hpp"
#include "stage2/storage/block_device.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

class WritableDisk : public BlockDevice {
public:
    virtual void write(std::uint64_t offset, Bytes bytes) = 0;

    // Returns when all writes are on the medium.
    virtual void sync() = 0;

    // The same; later reads come from the medium, not from the kernel's cache.
    virtual void forget() = 0;

protected:
    ~WritableDisk() = default;
};

// A range of the disk. Throws a Refusal with the loader's message if it cannot be read.
std::vector<std::byte> read_range(BlockDevice& disk, std::uint64_t offset, std::size_t size);

class DiskFile final : public WritableDisk {
public:
    enum class Access { read, write };

    // For writing, the kernel refuses a block device that is mounted or used by another device.
    DiskFile(std::filesystem::path path, Access access);
    ~DiskFile();
    DiskFile(DiskFile const&) = delete;
    DiskFile& operator=(DiskFile const&) = delete;

    Result<void> read(std::uint64_t offset, MutableBytes destination) override;
    void write(std::uint64_t offset, Bytes bytes) override;
    void sync() override;
    void forget() override;

    // The sector size is 512 until it is set.
    void set_bytes_per_sector(std::uint32_t bytes) { bytes_per_sector_ = bytes; }
    std::uint32_t bytes_per_sector() const override { return bytes_per_sector_; }
    std::uint64_t sector_count() override { return size_ / bytes_per_sector_; }

    std::uint64_t size() const { return size_; }
    std::filesystem::path const& path() const { return path_; }

    // Makes the kernel read the partition table again.
    void reread_table();

private:
    std::filesystem::path path_;
    int file_;
    bool is_block_device_;
    std::uint64_t size_;
    std::uint32_t bytes_per_sector_ = 512;
};
