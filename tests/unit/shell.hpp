// SPDX-License-Identifier: BSD-2-Clause
// Runs other tools in a temporary directory. A failure of a tool fails the test.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

// Debian keeps mkfs.fat and sfdisk where ordinary users do not look.
inline void run(std::string const& command)
{
    auto const line = "export LC_ALL=C.UTF-8 MTOOLS_SKIP_CHECK=1 PATH=$PATH:/usr/sbin:/sbin; set -e; " + command;
    if (std::system(line.c_str()) != 0)
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
