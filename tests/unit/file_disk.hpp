// SPDX-License-Identifier: BSD-2-Clause
// Reads a disk from a file that may be sparse, so that a test can have a volume of gigabytes that occupies few blocks.
#pragma once

#include "stage2/storage/block_device.hpp"

#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <unistd.h>

class FileDisk final : public BlockDevice {
public:
    explicit FileDisk(std::string const& path)
        : size(std::filesystem::file_size(path)), file_(::open(path.c_str(), O_RDONLY | O_LARGEFILE))
    {
        if (file_ < 0)
            throw std::runtime_error("cannot open " + path);
    }
    ~FileDisk() { close(file_); }
    FileDisk(FileDisk const&) = delete;
    FileDisk& operator=(FileDisk const&) = delete;

    Result<void> read(std::uint64_t offset, MutableBytes destination) override
    {
        auto const got = pread64(file_, destination.data(), destination.size(), static_cast<off64_t>(offset));
        if (got != static_cast<ssize_t>(destination.size()))
            return fail(errors::Code::disk_read_failed, {0x80, offset / 512, 4}, "beyond the end of the disk");
        ++reads;
        return {};
    }

    std::uint64_t const size;
    int reads = 0;

private:
    int file_;
};
