// SPDX-License-Identifier: BSD-2-Clause
// Runs other tools in a temporary directory. A failure of a tool fails the test.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

// One shell runs all commands. The test program has much memory, and in 32 bits an emulator around it, so that a process
// takes longer to start from there than to run.
class Shell {
public:
    static Shell& shared()
    {
        static Shell shell;
        return shell;
    }
    Shell(Shell const&) = delete;
    Shell& operator=(Shell const&) = delete;

    // Whether the command has succeeded.
    bool run(std::string const& command)
    {
        std::string quoted;
        for (auto const character : command)
            quoted += character == '\'' ? "'\\''" : std::string{character};
        write("(eval '" + quoted + "') < /dev/null; echo $? >&3\n");
        std::string status;
        for (char character = 0; ::read(statuses_, &character, 1) == 1 && character != '\n';)
            status += character;
        return status == "0";
    }

private:
    Shell()
    {
        int in[2], out[2];
        if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
            throw std::runtime_error("no pipes for the shell");
        auto const child = fork();
        if (child == 0) {
            dup2(in[0], 0);
            dup2(out[1], 3);
            execl("/bin/sh", "sh", nullptr);
            _exit(127);
        }
        close(in[0]);
        close(out[1]);
        commands_ = in[1];
        statuses_ = out[0];
        // Debian keeps mkfs.fat and sfdisk where ordinary users do not look.
        write("export LC_ALL=C.UTF-8 MTOOLS_SKIP_CHECK=1 PATH=$PATH:/usr/sbin:/sbin\n");
    }

    void write(std::string const& text) const
    {
        for (std::size_t sent = 0; sent < text.size();) {
            auto const now = ::write(commands_, text.data() + sent, text.size() - sent);
            if (now <= 0)
                throw std::runtime_error("the shell has ended");
            sent += static_cast<std::size_t>(now);
        }
    }

    int commands_, statuses_;
};

inline void run(std::string const& command)
{
    if (!Shell::shared().run("set -e; " + command))
        throw std::runtime_error("this failed: " + command);
}

class TemporaryDirectory {
public:
    TemporaryDirectory()
    {
        auto name = (std::filesystem::temp_directory_path() / "farjump-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary directory: " + name);
        root_ = name;
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(root_); }
    TemporaryDirectory(TemporaryDirectory const&) = delete;
    TemporaryDirectory& operator=(TemporaryDirectory const&) = delete;

    std::string path(std::string const& name) const { return (root_ / name).string(); }

private:
    std::filesystem::path root_;
};

// The file's first `most` bytes; all of it when it is shorter.
inline std::vector<std::byte> read_bytes(std::string const& path, std::uintmax_t most = ~std::uintmax_t{0})
{
    auto const size = static_cast<std::size_t>(std::min(most, std::filesystem::file_size(path)));
    std::ifstream file(path, std::ios::binary);
    std::vector<std::byte> bytes(size);
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

inline void write_bytes(std::string const& path, std::vector<std::byte> const& bytes)
{
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush())
        throw std::runtime_error("cannot write " + path);
}
