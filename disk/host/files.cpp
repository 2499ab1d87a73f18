// POSIX open with O_EXCL, fsync of a file and of its directory.
#include "disk/host/files.hpp"

#include "disk/host/refusal.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <unistd.h>

namespace files {

namespace {

// Closes at the end; -1 stands for a file that could not be opened.
class OpenFile {
public:
    OpenFile(std::filesystem::path const& path, int flags) : number(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
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

void check_plain(std::filesystem::path const& path)
{
    std::error_code ignored;                                // opening it will tell what is wrong
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
    if (!write_all(file.number, bytes)) {
        auto const reason = errno;
        ::unlink(path.c_str());
        errno = reason;
        fail_with_errno("cannot write " + path.string());
    }
    OpenFile const directory(std::filesystem::absolute(path).parent_path(), O_RDONLY | O_DIRECTORY);
    fsync(directory.number);
    return true;
}

} // namespace files
