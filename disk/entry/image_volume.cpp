// SPDX-License-Identifier: BSD-2-Clause
// Runs mcopy and mdir without a shell. mtools(1), "-i"; mtools.conf is ignored.
#include "disk/entry/image_volume.hpp"

#include "disk/host/disk_file.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/survey.hpp"
#include "disk/host/words.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

namespace image_volume {
namespace {

using std::filesystem::path;
using std::string;

constexpr auto wants_loader = "name an image that `make image` has made, or make a directory loader on its volume";

// The exit status of a program, whose output goes nowhere if it is `quiet`.
int status_of(std::vector<string> words, bool quiet)
{
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::setenv("MTOOLSRC", "/dev/null", 1);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (quiet) {
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }
    pid_t child;
    auto const error = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        throw Refusal("cannot run " + words[0] + ", which reaches into images", "install mtools, or mount the volume");
    int status;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            fail_with_errno("cannot wait for " + words[0]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

bool has_file(string const& drive, string const& file)
{
    return status_of({"mdir", "-b", "-i", drive, "::" + file}, true) == 0;
}

// A file that is removed at the end.
class TemporaryFile {
public:
    explicit TemporaryFile(Bytes bytes)
    {
        auto const descriptor = ::mkstemp(name_.data());
        if (descriptor < 0)
            fail_with_errno("cannot make " + name_);
        auto const written = ::write(descriptor, bytes.data(), bytes.size());
        ::close(descriptor);
        if (written != static_cast<ssize_t>(bytes.size()))
            throw Refusal("cannot write " + name_, "make room in the directory of temporary files");
    }
    ~TemporaryFile() { ::unlink(name_.c_str()); }
    TemporaryFile(TemporaryFile const&) = delete;
    TemporaryFile& operator=(TemporaryFile const&) = delete;

    string const& name() const { return name_; }

private:
    string name_ = (std::filesystem::temp_directory_path() / "farjump-entry.XXXXXX").string();
};

} // namespace

Volume::Volume(path const& image)
{
    if (!std::filesystem::is_regular_file(image))
        throw Refusal(image.string() + " is neither a directory nor a disk image",
                      "mount the volume of a disk, and name the directory");
    DiskFile disk(image, DiskFile::Access::read);
    disk.set_bytes_per_sector(survey::guess_sector_bytes(disk, disk.size()));
    auto const found = survey::of(disk);
    for (auto const& partition : found.partitions) {
        auto const drive = image.string() + "@@" + std::to_string(partition.first.value * found.sector_bytes);
        if (!has_file(drive, "/loader"))
            continue;
        if (!drive_.empty())
            throw Refusal(image.string() + " has several volumes with a directory loader",
                          "mount the one that is meant, and name the directory");
        drive_ = drive;
    }
    if (drive_.empty())
        throw Refusal(image.string() + " has no FAT volume with a directory loader", wants_loader);
}

bool Volume::holds(string const& file) const
{
    return has_file(drive_, file);
}

void Volume::put(Bytes bytes, string const& file) const
{
    TemporaryFile const temporary(bytes);
    if (status_of({"mcopy", "-D", "o", "-i", drive_, temporary.name(), "::" + file}, false) != 0)
        throw Refusal("mcopy did not write " + file, "look at its message above, and at the free room of the volume");
}

} // namespace image_volume
