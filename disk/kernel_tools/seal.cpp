// farjump-seal: writes into a kernel the checksum that the loader verifies before it starts the kernel. See
// disk/kernel_tools/sealing.hpp.
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/kernel_tools/guest_file.hpp"
#include "disk/kernel_tools/kernel_file.hpp"
#include "disk/kernel_tools/kernel_warnings.hpp"
#include "disk/kernel_tools/packed_kernel.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "disk/kernel_tools/sealing.hpp"

#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

namespace {

constexpr auto name = "farjump-seal";
constexpr auto usage = "usage: farjump-seal INPUT OUTPUT       write INPUT with a seal to OUTPUT, another file\n"
                       "       farjump-seal --in-place FILE    put a seal into FILE itself\n"
                       "       farjump-seal --check FILE       verify the seal of FILE as the loader will\n";

// Refuses kernels for the protocols of other loaders, which have no room for a seal.
void refuse_guest(std::vector<std::byte> const& file, std::string const& path)
{
    if (kernel_file::parse(file, path))
        return;
    if (auto const protocol = guest_file::of_refused(file, path); protocol != guest_file::Protocol::none)
        throw Refusal(path + " is " + guest_file::words(protocol) + ", and only kernels for farjump have a seal",
                      "a line `checksum` in its boot entry protects it: farjump-entry checksum writes that");
}

int check(std::string const& path)
{
    auto const read = packed_kernel::read(path);
    refuse_guest(read.content, path);
    auto const checksum = or_refuse(sealing::check(read.content, path));
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
    auto const read = packed_kernel::read(input);
    auto const& file = read.content;
    refuse_guest(file, input);
    auto const sealed = or_refuse(sealing::seal(file, input));
    auto const kernel = or_refuse(kernel_file::parse(file, input));
    for (auto const& sentence : kernel_warnings::unseen_notes(file, kernel.notes))
        std::cerr << report_text::wrapped(std::string(name) + ": warning:", sentence);
    if (auto const advice = packed_kernel::advice(read, kernel_file::loaded_bytes(kernel.image)); !advice.empty())
        std::cerr << report_text::wrapped(std::string(name) + ": note:", advice);
    // A packed file contains a sealed kernel: the loader verifies both checksums.
    files::replace(output, read.packing ? packed_kernel::pack(sealed.file, read.packing->format) : sealed.file, rights);
    constexpr std::string_view places[] = {"in the note that was there", "behind the program headers",
                                           "at the end of the file"};
    std::cout << output << ": sealed, checksum " << report_text::hex(sealed.checksum, 8) << ' '
              << places[static_cast<std::size_t>(sealed.place)] << '\n';
    return 0;
}

int seal_copy(std::string const& input, std::string const& output)
{
    if (files::same(input, output))
        throw Refusal(output + " is the file that would be read, " + input,
                      "to seal the file itself: farjump-seal --in-place " + input);
    return seal_file(input, output);
}

int run(std::string const& first, std::string const& second)
{
    if (first == "--check")
        return check(second);
    return first == "--in-place" ? seal_file(second, second) : seal_copy(first, second);
}

} // namespace

int main(int count, char** arguments)
{
    std::string const first = count == 3 ? arguments[1] : "";
    if (first.empty() || (first.starts_with('-') && first != "--check" && first != "--in-place")) {
        std::cerr << usage;
        return program::exit_usage;
    }
    return program::run(name, usage, [&] { return run(first, arguments[2]); });
}
