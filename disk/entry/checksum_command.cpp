// SPDX-License-Identifier: BSD-2-Clause
// Reads the entry with the loader's parser, before and after the change.
#include "disk/entry/checksum_command.hpp"

#include "disk/entry/entry_files.hpp"
#include "disk/entry/entry_text.hpp"
#include "disk/entry/file_checksum.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/modules/checksum_line.hpp"

#include <filesystem>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace checksum_command {
namespace {

using std::string;

string read_entry(string const& path)
{
    std::error_code ignored; // files::read() reports the error
    if (std::filesystem::is_regular_file(path, ignored) && std::filesystem::file_size(path) > boot_entry::max_file_size)
        throw Refusal(path + " has more than " + words::decimal(boot_entry::max_file_size) + " bytes",
                      "name a boot entry, such as /boot/loader/entries/debian.conf");
    auto const bytes = files::read(path);
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

// The loader's refusals, also of a `checksum` line that protects no file.
void check_result(string const& path, string const& text, entry_files::Files const& files)
{
    if (text.size() > boot_entry::max_file_size)
        throw Refusal(path + " would have more than " + words::decimal(boot_entry::max_file_size) + " bytes",
                      "shorten the entry");
    auto const entry = or_refuse(boot_entry::parse(path, text));
    auto const kernel = files.about_kernel.empty() ? files.list.front().path : "";
    or_refuse(checksum_line::check(entry.settings.all(), kernel));
}

void replace(string const& path, string const& text)
{
    auto const rights = std::filesystem::status(path).permissions();
    files::replace(path, std::as_bytes(std::span(text)), rights);
}

int write_lines(string const& path, string const& root, bool in_place)
{
    auto const text = read_entry(path);
    auto const entry = or_refuse(boot_entry::parse(path, text));
    auto const files = entry_files::of(entry, root);
    std::vector<entry_text::Checksum> checksums;
    for (auto const& file : files.list)
        checksums.push_back({file_checksum::of(file.source.string()), file.path});
    auto const result = entry_text::with_checksums(text, checksums);
    check_result(path, result, files);
    if (!files.about_kernel.empty())
        std::cerr << "farjump-entry: note: " << files.about_kernel << '\n';
    if (!in_place) {
        std::cout << result;
        return 0;
    }
    if (result != text)
        replace(path, result);
    std::cout << path << (result != text ? ": written with " : ": had ") << words::count(checksums.size(), "checksum")
              << (result != text ? "" : " already, all of them right") << '\n';
    return 0;
}

} // namespace

int run(Arguments arguments)
{
    bool const in_place = arguments.flag("--in-place");
    auto const root = arguments.value("--root");
    auto const names = arguments.rest();
    if (names.empty())
        throw UsageError(root ? "a boot entry is wanted" : "a file is wanted");
    if (!root) {
        if (in_place)
            throw UsageError("--in-place writes a boot entry, and needs --root");
        for (auto const& name : names)
            std::cout << file_checksum::of(name) << "  " << name << '\n';
        return 0;
    }
    if (names.size() != 1)
        throw UsageError("one boot entry is wanted");
    if (!std::filesystem::is_directory(*root))
        throw Refusal("--root " + *root + ": there is no such directory",
                      "name the root directory of the boot volume, such as /boot");
    return write_lines(names[0], *root, in_place);
}

} // namespace checksum_command
