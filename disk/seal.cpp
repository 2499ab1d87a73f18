// farjump-seal: puts a checksum into a kernel, which the loader verifies before it starts it. See disk/sealing.hpp.
#include "disk/host/refusal.hpp"
#include "disk/kernel_file.hpp"
#include "disk/kernel_warnings.hpp"
#include "disk/report_text.hpp"
#include "disk/sealing.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>

namespace {

constexpr auto name = "farjump-seal";
constexpr auto usage =
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
        fail_with_errno("cannot write " + temporary);
    }
    std::filesystem::permissions(temporary, rights);
    std::filesystem::rename(temporary, path);
}

int check(std::string const& path)
{
    auto const checksum = or_refuse(sealing::check(kernel_file::read(path), path));
    if (!checksum) {
        std::cerr << name << ": " << path << " is not sealed\n";
        return program::exit_refused;
    }
    std::cout << path << ": sealed, checksum " << report_text::hex(*checksum, 8) << '\n';
    return 0;
}

int seal_file(std::string const& input, std::string const& output)
{
    auto const rights = std::filesystem::status(input).permissions();
    auto const file = kernel_file::read(input);
    auto const sealed = or_refuse(sealing::seal(file, input));
    for (auto const& sentence : kernel_warnings::unseen_notes(file, or_refuse(kernel_file::parse(file, input)).notes))
        std::cerr << report_text::wrapped(std::string(name) + ": warning:", sentence);
    write_file(output, sealed.file, rights);
    constexpr std::string_view places[] = {"in the note that was there", "behind the program headers",
                                           "at the end of the file"};
    std::cout << output << ": sealed, checksum " << report_text::hex(sealed.checksum, 8) << ' '
              << places[static_cast<std::size_t>(sealed.place)] << '\n';
    return 0;
}

} // namespace

int main(int count, char** arguments)
{
    std::string const first = count == 3 ? arguments[1] : "";
    if (first.empty() || (first.starts_with('-') && first != "--check")) {
        std::cerr << usage;
        return program::exit_usage;
    }
    return program::run(name, usage, [&] {
        return first == "--check" ? check(arguments[2]) : seal_file(first, arguments[2]);
    });
}
