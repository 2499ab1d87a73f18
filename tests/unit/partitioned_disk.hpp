// SPDX-License-Identifier: BSD-2-Clause
// Makes disks in sparse files with sfdisk, fdisk and sgdisk, with volumes at the places that the test chooses.
#pragma once

#include "stage2/storage/block_device.hpp"
#include "tests/unit/shell.hpp"

#include <fcntl.h>
#include <optional>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

class PartitionedDisk final : public BlockDevice {
public:
    struct Read {
        std::uint64_t offset;
        std::size_t size;
        bool operator==(Read const&) const = default;
    };

    // The commands see the disk as $disk. `size` is what truncate understands.
    PartitionedDisk(std::string const& size, std::string const& commands, std::uint32_t bytes_per_sector = 512)
        : bytes_per_sector_{bytes_per_sector}
    {
        sh("truncate -s " + size + " $disk; " + commands);
        file_ = ::open(path().c_str(), O_RDWR | O_LARGEFILE);
        if (file_ < 0)
            throw std::runtime_error("cannot open " + path());
    }
    ~PartitionedDisk() { close(file_); }
    PartitionedDisk(PartitionedDisk const&) = delete;
    PartitionedDisk& operator=(PartitionedDisk const&) = delete;

    // The script that sfdisk gets, for an MBR with the signature FA12B00Ch.
    static std::string mbr(std::string const& lines)
    {
        return "printf 'label: dos\\nlabel-id: 0xFA12B00C\\n" + lines +
               "\\n' | sfdisk -q --no-reread --no-tell-kernel $disk";
    }

    std::string path() const { return directory_.path("disk"); }

    void sh(std::string const& commands) const
    {
        run("disk=" + path() + "; cd " + directory_.path("") + "; " + commands);
    }

    // Puts a volume made by `mkfs` (which sees it as $volume) at this LBA, with empty files of these names on it.
    void put_volume(std::uint64_t lba, std::string const& mkfs, std::string const& files = "") const
    {
        auto const seek = std::to_string(lba * bytes_per_sector_);
        sh("volume=volume; rm -f $volume; " + mkfs + " > /dev/null; for file in " + files +
           "; do "
           "for directory in /boot /loader /loader/entries; do case $file in $directory/*) "
           "mmd -D s -i $volume ::$directory > /dev/null 2>&1 || true; esac; done; mcopy -i $volume /dev/null ::$file; done;"
           "dd if=$volume of=$disk bs=64K oflag=seek_bytes seek=" +
           seek + " conv=notrunc,sparse status=none");
    }
    // A small FAT32 volume. That it has a kernel makes it bootable.
    static constexpr unsigned fat_kib = 33792;
    void put_fat(std::uint64_t lba, std::string const& files = "/boot/kernel.elf") const
    {
        put_volume(lba, "mkfs.fat -F 32 -s 1 -C $volume " + std::to_string(fat_kib), files);
    }

    Result<void> read(std::uint64_t offset, MutableBytes destination) override
    {
        reads.push_back({offset, destination.size()});
        for (auto lba = offset / 512; lba * 512 < offset + destination.size(); ++lba)
            if (bad.contains(lba))
                return fail(errors::Code::disk_read_failed, {0x80, lba, 4}, "sector not found");
        auto const got = pread64(file_, destination.data(), destination.size(), static_cast<off64_t>(offset));
        if (got != static_cast<ssize_t>(destination.size()))
            return fail(errors::Code::disk_read_failed, {0x80, offset / 512, 4}, "beyond the end of the disk");
        return {};
    }
    std::uint32_t bytes_per_sector() const override { return bytes_per_sector_; }
    std::uint64_t sector_count() override { return tells_size ? counts.value_or(size() / bytes_per_sector_) : 0; }

    std::uint64_t size() const { return std::filesystem::file_size(path()); }

    // Surgery.
    template <typename T>
    T get(std::uint64_t offset) const
    {
        T value;
        if (pread64(file_, &value, sizeof value, static_cast<off64_t>(offset)) != sizeof value)
            throw std::runtime_error("cannot read the disk");
        return value;
    }
    template <typename T>
    void put(std::uint64_t offset, T const& value)
    {
        if (pwrite64(file_, &value, sizeof value, static_cast<off64_t>(offset)) != sizeof value)
            throw std::runtime_error("cannot write the disk");
    }

    bool tells_size = true;
    std::optional<std::uint64_t> counts; // what it tells
    std::set<std::uint64_t> bad;         // sectors of 512 bytes
    std::vector<Read> reads;

private:
    TemporaryDirectory directory_;
    std::uint32_t bytes_per_sector_;
    int file_ = -1;
};
