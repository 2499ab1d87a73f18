// Reading files and refusing them.
#include "disk/host_program.hpp"

#include "stage2/error_text.hpp"

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <system_error>

namespace host_program {
namespace {

void check_plain(std::string const& path)
{
    std::error_code ignored;                                // opening it will tell what is wrong
    auto const status = std::filesystem::status(path, ignored);
    if (std::filesystem::is_directory(status))
        throw std::runtime_error("cannot read " + path + ": it is a directory");
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        throw std::runtime_error("cannot read " + path + ": it is not a plain file");
}

} // namespace

void fail_with_errno(std::string const& what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

std::vector<std::byte> read_file(std::string const& path)
{
    check_plain(path);
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        fail_with_errno("cannot read " + path);
    auto const size = std::filesystem::file_size(path);
    if (size > std::numeric_limits<std::uint32_t>::max())   // the width of a FAT directory's field
        throw std::runtime_error("cannot read " + path + ": no FAT volume can hold a file of 4 GiB or more");
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    if (!stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size)))
        fail_with_errno("cannot read " + path);
    return bytes;
}

int refuse(std::string_view program, Error const& error)
{
    std::cerr << program << ": " << error_text::why(error).view() << " [" << error_text::code_name(error.code).view()
              << "]\nhint: " << error_text::hint(error.code) << '\n';
    return exit_refused;
}

} // namespace host_program
