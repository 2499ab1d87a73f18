// SPDX-License-Identifier: BSD-2-Clause
// Finds the entry's files as farjump-entry does, and checks `checksum` lines as the loader does.
#include "disk/farjump/user_entry.hpp"

#include "disk/entry/entry_files.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/entries/words.hpp"
#include "stage2/modules/checksum_line.hpp"

#include <algorithm>

namespace user_entry {
namespace {

using std::string;

string list_of(std::vector<OnImage> const& files)
{
    string list;
    for (auto const& file : files)
        list += (list.empty() ? "" : ", ") + file.path;
    return list;
}

} // namespace

void check(std::filesystem::path const& entry, std::vector<OnImage> const& files)
{
    auto const bytes = files::read(entry);
    if (bytes.size() > boot_entry::max_file_size)
        throw Refusal(entry.string() + " has more than " + words::decimal(boot_entry::max_file_size) + " bytes",
                      "shorten it");
    auto const name = entry.string();
    string const text(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    auto const parsed = or_refuse(boot_entry::parse(name, text));
    auto const hint = "the image will have " + list_of(files) + "; --module adds files";
    auto const find = [&](string const& path) {
        auto const found =
            std::ranges::find_if(files, [&](OnImage const& file) { return words::same_path(file.path, path); });
        if (found == files.end())
            throw Refusal("the entry " + name + " names " + path + ", which is not on the image", hint);
        return found->source;
    };
    if (parsed.kernel.has("chain") || !words::same_path(parsed.kernel.value, files[0].path))
        throw Refusal("the entry " + name + " starts " + string(parsed.kernel.value) + ", not the kernel, " +
                          files[0].path,
                      hint);
    entry_files::of(parsed, find);
    or_refuse(checksum_line::check(parsed.settings.all(),
                                   parsed.kernel.has(boot_entry::kernel) ? std::string_view() : parsed.kernel.value));
}

} // namespace user_entry
