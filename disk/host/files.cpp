// SPDX-License-Identifier: BSD-2-Clause
// POSIX open with O_EXCL, fsync of a file and of its directory, rename; Linux, mkostemp.
#include "disk/host/files.hpp"

#include "disk/host/refusal.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace files {

namespace {

// Closes the file in its destructor; -1: the file could not be opened.
class OpenFile {
public:
    OpenFile(std::filesystem::path const& path, int flags) : number(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    explicit OpenFile(int opened) : number(opened) {}
    ~OpenFile() { ::close(number); }
    OpenFile(OpenFile const&) = delete;
    OpenFile& operator=(OpenFile const&) = delete;

    int const number;
};

bool write_all(int file, Bytes bytes)
{
    while (!bytes.empty()) {
        auto const put = ::write(file, bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR)
            return false;
        bytes = bytes.subspan(put < 0 ? 0 : static_cast<std::size_t>(put));
    }
    return fsync(file) == 0;
}

// Flushes the directory, so that the file's name is on the medium.
void sync_directory_of(std::filesystem::path const& path)
{
    OpenFile const directory(std::filesystem::absolute(path).parent_path(), O_RDONLY | O_DIRECTORY);
    fsync(directory.number);
}

[[noreturn]] void fail_and_remove(std::string const& temporary, std::filesystem::path const& path)
{
    auto const reason = errno;
    ::unlink(temporary.c_str());
    errno = reason;
    fail_with_errno("cannot write " + path.string());
}

// Replaces the target of a symbolic link, not the link.
std::filesystem::path behind_links(std::filesystem::path const& path)
{
    namespace fs = std::filesystem;
    constexpr auto hint = "name a regular file, or one that is not there yet";
    std::error_code ignored; // a later write reports the error
    auto const status = fs::status(path, ignored);
    if (fs::is_directory(status))
        throw Refusal(path.string() + " is a directory", hint);
    if (fs::exists(status) && !fs::is_regular_file(status))
        throw Refusal(path.string() + " is a device, a pipe or a socket, not a regular file", hint);
    if (fs::exists(status))
        return fs::canonical(path);
    if (fs::is_symlink(fs::symlink_status(path, ignored)))
        throw Refusal(path.string() + " is a symbolic link that leads to no file", hint);
    return path;
}

void check_plain(std::filesystem::path const& path)
{
    std::error_code ignored; // a later open reports the error
    auto const status = std::filesystem::status(path, ignored);
    if (std::filesystem::is_directory(status))
        throw std::runtime_error("cannot read " + path.string() + ": it is a directory");
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        throw std::runtime_error("cannot read " + path.string() + ": it is not a plain file");
}

} // namespace

std::vector<std::byte> read(std::filesystem::path const& path)
{
    check_plain(path);
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        fail_with_errno("cannot read " + path.string());
    std::vector<std::byte> bytes(static_cast<std::size_t>(std::filesystem::file_size(path)));
    if (!stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())))
        fail_with_errno("cannot read " + path.string());
    return bytes;
}

bool create(std::filesystem::path const& path, Bytes bytes)
{
    OpenFile const file(path, O_WRONLY | O_CREAT | O_EXCL);
    if (file.number < 0 && errno == EEXIST)
        return false;
    if (file.number < 0)
        fail_with_errno("cannot make " + path.string());
    if (!write_all(file.number, bytes))
        fail_and_remove(path.string(), path);
    sync_directory_of(path);
    return true;
}

void replace(std::filesystem::path const& path, Bytes bytes, std::filesystem::perms rights)
{
    auto const target = behind_links(path);
    auto temporary = target.string() + ".XXXXXX";
    OpenFile const file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (file.number < 0)
        fail_with_errno("cannot write " + path.string());
    auto const mode = static_cast<mode_t>(rights & std::filesystem::perms::mask);
    if (!write_all(file.number, bytes) || ::fchmod(file.number, mode) != 0 ||
        ::rename(temporary.c_str(), target.c_str()) != 0)
        fail_and_remove(temporary, path);
    sync_directory_of(target);
}

bool same(std::filesystem::path const& one, std::filesystem::path const& other)
{
    struct stat64 first{}, second{};
    if (stat64(one.c_str(), &first) != 0 || stat64(other.c_str(), &second) != 0)
        return false;
    bool const is_one_device = S_ISBLK(first.st_mode) && S_ISBLK(second.st_mode) && first.st_rdev == second.st_rdev;
    return is_one_device || (first.st_dev == second.st_dev && first.st_ino == second.st_ino);
}

} // namespace files
