// SPDX-License-Identifier: BSD-2-Clause
// farjump-seal: writes into a kernel the checksum that the loader verifies before it starts the kernel. See
// disk/kernel_tools/sealing.hpp.
#include "disk/kernel_tools/seal.hpp"

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

namespace seal_command {
namespace {

// Refuses kernels for the protocols of other loaders, which have no room for a seal.
void refuse_guest(std::vector<std::byte> const& file, std::string const& path)
{
    if (kernel_file::parse(file, path))
        return;
    if (auto const protocol = guest_file::of_refused(file, path); protocol != guest_file::Protocol::none)
        throw Refusal(path + " is " + guest_file::words(protocol) + ", and only kernels for farjump have a seal",
                      "a line `checksum` in its boot entry protects it: farjump-entry checksum writes that");
}

int check(std::string const& path, std::string const& name)
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

int seal_file(std::string const& input, std::string const& output, std::string const& name)
{
    auto const written = write_sealed(input, output);
    for (auto const& sentence : written.warnings)
        std::cerr << report_text::wrapped(name + ": warning:", sentence);
    if (!written.advice.empty())
        std::cerr << report_text::wrapped(name + ": note:", written.advice);
    std::cout << output << ": sealed, checksum " << report_text::hex(written.checksum, 8) << ' ' << written.place
              << '\n';
    return 0;
}

int seal_copy(std::string const& input, std::string const& output, std::string const& name)
{
    if (files::same(input, output))
        throw Refusal(output + " is the file that would be read, " + input,
                      "to seal the file itself: farjump-seal --in-place " + input);
    return seal_file(input, output, name);
}

int run_task(std::string const& first, std::string const& second, std::string const& name)
{
    if (first == "--check")
        return check(second, name);
    return first == "--in-place" ? seal_file(second, second, name) : seal_copy(first, second, name);
}

} // namespace

Written write_sealed(std::string const& input, std::string const& output)
{
    auto const rights = std::filesystem::status(input).permissions();
    auto const read = packed_kernel::read(input);
    auto const& file = read.content;
    refuse_guest(file, input);
    auto const sealed = or_refuse(sealing::seal(file, input));
    auto const kernel = or_refuse(kernel_file::parse(file, input));
    constexpr char const* places[] = {"in the note that was there", "behind the program headers",
                                      "at the end of the file"};
    Written const written{.checksum = sealed.checksum,
                          .place = places[static_cast<std::size_t>(sealed.place)],
                          .warnings = kernel_warnings::unseen_notes(file, kernel.notes),
                          .advice = packed_kernel::advice(read, kernel_file::loaded_bytes(kernel.image))};
    // A packed file contains a sealed kernel: the loader verifies both checksums.
    files::replace(output, read.packing ? packed_kernel::pack(sealed.file, read.packing->format) : sealed.file, rights);
    return written;
}

char const* const usage = "usage: farjump-seal INPUT OUTPUT       write INPUT with a seal to OUTPUT, another file\n"
                          "       farjump-seal --in-place FILE    put a seal into FILE itself\n"
                          "       farjump-seal --check FILE       verify the seal of FILE as the loader will\n";

int run(Call const& call)
{
    auto const text = call.usage(usage, older_name);
    std::string const first = call.count == 3 ? call.words[1] : "";
    if (first.empty() || (first.starts_with('-') && first != "--check" && first != "--in-place")) {
        std::cerr << text;
        return program::exit_usage;
    }
    return program::run(call.name, text, [&] { return run_task(first, call.words[2], call.name); });
}

} // namespace seal_command
