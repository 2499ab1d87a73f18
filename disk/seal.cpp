// farjump-seal: puts a checksum into a kernel, which the loader verifies before it starts it. See disk/sealing.hpp.
#include "disk/host_program.hpp"
#include "disk/sealing.hpp"
#include "include/text.hpp"

#include <cerrno>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>

namespace {

using host_program::exit_refused, host_program::exit_usage;

constexpr std::string_view program = "farjump-seal";
constexpr std::string_view usage =
    "usage: farjump-seal INPUT OUTPUT    write INPUT with a seal to OUTPUT (which may be INPUT)\n"
    "       farjump-seal --check FILE    verify the seal of FILE as the loader will\n";

// Writes beside the target and renames: the target is either the old file or the whole new one, never a part.
void write_file(std::string const& path, Bytes bytes, std::filesystem::perms rights)
{
    auto const temporary = path + ".farjump-seal";
    std::ofstream stream(temporary, std::ios::binary);
    stream.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream) {
        auto const reason = errno;
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        errno = reason;
        host_program::fail_with_errno("cannot write " + temporary);
    }
    std::filesystem::permissions(temporary, rights);
    std::filesystem::rename(temporary, path);
}

std::string hexadecimal(std::uint32_t number)
{
    text::Line<9> line;
    line.hex(number, 8) << 'h';
    return std::string(line.view());
}

int check(std::string const& path)
{
    auto const checksum = sealing::check(host_program::read_file(path), path);
    if (!checksum)
        return host_program::refuse(program, checksum.error());
    if (!*checksum) {
        std::cerr << "farjump-seal: " << path << " is not sealed\n";
        return exit_refused;
    }
    std::cout << path << ": sealed, checksum " << hexadecimal(**checksum) << '\n';
    return 0;
}

int seal(std::string const& input, std::string const& output)
{
    auto const rights = std::filesystem::status(input).permissions();
    auto const sealed = sealing::seal(host_program::read_file(input), input);
    if (!sealed)
        return host_program::refuse(program, sealed.error());
    write_file(output, sealed->file, rights);
    constexpr std::string_view places[] = {"in the note that was there", "behind the program headers",
                                           "at the end of the file"};
    std::cout << output << ": sealed, checksum " << hexadecimal(sealed->checksum) << ' '
              << places[static_cast<std::size_t>(sealed->place)] << '\n';
    return 0;
}

} // namespace

int main(int count, char** arguments)
try {
    std::string const first = count == 3 ? arguments[1] : "";
    if (first.empty() || (first.starts_with('-') && first != "--check")) {
        std::cerr << usage;
        return exit_usage;
    }
    return first == "--check" ? check(arguments[2]) : seal(first, arguments[2]);
} catch (std::exception const& error) {
    std::cerr << "farjump-seal: " << error.what() << '\n';
    return exit_refused;
}
