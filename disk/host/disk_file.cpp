// SPDX-License-Identifier: BSD-2-Clause
// Reads and writes whole ranges, with as many system calls as necessary. POSIX pread, pwrite; Linux, <linux/fs.h>.
#include "disk/host/disk_file.hpp"

#include "disk/host/refusal.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace {

void check_file(std::string const& name, struct stat64 const& status, DiskFile::Access access)
{
    if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
        throw Refusal(name + " is neither a regular file nor a block device",
                      "name a disk such as /dev/sdX, or an image");
    constexpr mode_t anybody_writes = S_IWUSR | S_IWGRP | S_IWOTH; // for root, to whom permissions do not apply
    if (access == DiskFile::Access::write && S_ISREG(status.st_mode) && (status.st_mode & anybody_writes) == 0)
        throw Refusal(name + " is marked read-only", "chmod u+w " + name + ", if it may be changed");
}

int open_file(std::string const& name, DiskFile::Access access, bool is_block_device)
{
    // O_EXCL on a block device: fails while it, or a partition of it, is mounted or used by another device.
    int const flags = access == DiskFile::Access::read ? O_RDONLY : O_RDWR | (is_block_device ? O_EXCL : 0);
    int const file = ::open(name.c_str(), flags | O_LARGEFILE | O_CLOEXEC);
    if (file >= 0)
        return file;
    if (errno == EACCES || errno == EPERM)
        throw Refusal("no right to " + std::string(access == DiskFile::Access::read ? "read " : "write ") + name,
                      "run it as root: sudo …");
    if (errno == EROFS)
        throw Refusal(name + " is read-only",
                      "look for a lock on the card or stick, or mount its file system for writing");
    if (errno == EBUSY)
        throw Refusal(name + " is in use", "look at lsblk for what is mounted, or built upon it");
    fail_with_errno("cannot open " + name);
}

} // namespace

std::vector<std::byte> read_range(BlockDevice& disk, std::uint64_t offset, std::size_t size)
{
    std::vector<std::byte> bytes(size);
    or_refuse(disk.read(offset, bytes));
    return bytes;
}

DiskFile::DiskFile(std::filesystem::path path, Access access) : path_(std::move(path))
{
    struct stat64 status{};
    if (stat64(path_.c_str(), &status) != 0)
        fail_with_errno("cannot open " + path_.string());
    check_file(path_.string(), status, access);
    is_block_device_ = S_ISBLK(status.st_mode);
    file_ = open_file(path_.string(), access, is_block_device_);
    auto const end = lseek64(file_, 0, SEEK_END);
    if (end < 0) {
        ::close(file_);
        fail_with_errno("cannot measure " + path_.string());
    }
    size_ = static_cast<std::uint64_t>(end);
}

DiskFile::~DiskFile()
{
    ::close(file_);
}

// A read beyond the end is an error of the partition table, and returned; a disk error ends the program.
Result<void> DiskFile::read(std::uint64_t offset, MutableBytes destination)
{
    if (offset > size_ || destination.size() > size_ - offset)
        return fail(errors::Code::disk_read_failed, {0x80, offset / bytes_per_sector_}, "beyond the end of the disk");
    while (!destination.empty()) {
        auto const got = pread64(file_, destination.data(), destination.size(), static_cast<off64_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO; // the file has become shorter
        if (got <= 0)
            fail_with_errno("cannot read " + path_.string() + " at byte " + std::to_string(offset));
        offset += static_cast<std::uint64_t>(got);
        destination = destination.subspan(static_cast<std::size_t>(got));
    }
    return {};
}

void DiskFile::write(std::uint64_t offset, Bytes bytes)
{
    if (offset > size_ || bytes.size() > size_ - offset)
        throw std::logic_error("a write beyond the end of " + path_.string());
    while (!bytes.empty()) {
        auto const put = pwrite64(file_, bytes.data(), bytes.size(), static_cast<off64_t>(offset));
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            fail_with_errno("cannot write " + path_.string() + " at byte " + std::to_string(offset));
        offset += static_cast<std::uint64_t>(put);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
}

void DiskFile::sync()
{
    if (fsync(file_) != 0)
        fail_with_errno("cannot bring what was written onto " + path_.string());
}

void DiskFile::forget()
{
    sync();
    posix_fadvise64(file_, 0, 0, POSIX_FADV_DONTNEED);
    if (is_block_device_)
        ioctl(file_, BLKFLSBUF, 0);
}

void DiskFile::reread_table()
{
    if (is_block_device_)
        ioctl(file_, BLKRRPART, 0); // if the kernel refuses, it reads the table when the disk is plugged in again
}
