// SPDX-License-Identifier: BSD-2-Clause
// The last line `default` counts, so that one is replaced. systemd, loader.conf(5).
#include "disk/entry/default_command.hpp"

#include "disk/entry/boot_volume.hpp"
#include "disk/entry/choice.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/entries/words.hpp"

#include <iostream>
#include <span>
#include <string_view>

namespace default_command {
namespace {

using std::string;
using std::string_view;
using std::filesystem::path;

constexpr string_view key = "default";

bool is_default_line(string_view line)
{
    line = words::trimmed(line);
    return line.starts_with(key) &&
           (line.size() == key.size() || words::is_blank(line[key.size()]) || line[key.size()] == '\r');
}

string with_default(string const& text, string const& id)
{
    auto begin = string::npos, end = string::npos; // of the last line `default`, without its end
    for (std::size_t at = 0; at < text.size();) {
        auto const line_end = std::min(text.find('\n', at), text.size());
        if (is_default_line(string_view(text).substr(at, line_end - at))) {
            begin = at;
            end = line_end > at && text[line_end - 1] == '\r' ? line_end - 1 : line_end;
        }
        at = line_end + 1;
    }
    auto const line = string(key) + ' ' + id;
    if (begin != string::npos)
        return text.substr(0, begin) + line + text.substr(end);
    return text + (text.empty() || text.back() == '\n' ? "" : "\n") + line + '\n';
}

// A default that was set in the loader's menu takes the place of that in loader.conf.
void forget_menu(path const& root, string const& id)
{
    auto const stored = state_store::read(root);
    if (!stored || stored->state.preferred == 0 || stored->state.preferred == state_record::id_hash(id))
        return;
    auto state = stored->state;
    state.preferred = 0;
    state_store::write(root, *stored, state);
    std::cout << state_store::path_of(root).string() << ": the default that was set in the menu is forgotten\n";
}

} // namespace

void set(path const& root, string const& id)
{
    auto const conf = boot_volume::loader_conf(root);
    string text;
    bool const is_there = std::filesystem::exists(conf);
    if (is_there) {
        auto const bytes = files::read(conf);
        text.assign(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    }
    auto const result = with_default(text, id);
    if (result.size() > boot_entry::max_loader_conf_size)
        throw Refusal(conf.string() + " would have more than " + words::decimal(boot_entry::max_loader_conf_size) +
                          " bytes",
                      "shorten it");
    if (auto const parsed = or_refuse(boot_entry::parse_loader_conf(result)); parsed.default_pattern != id)
        throw Refusal(conf.string() + " does not take the line `default " + id + '`', "look at its other lines");
    auto const rights = is_there ? std::filesystem::status(conf).permissions() : std::filesystem::perms(0644);
    if (result != text)
        files::replace(conf, std::as_bytes(std::span(result)), rights);
    std::cout << conf.string() << (result != text ? ": default " : ": the default is already ") << id << '\n';
    forget_menu(root, id);
}

string other_than(path const& root, string const& file_name)
{
    auto const entries = choice::of(root);
    if (entries.preferred == nullptr || entries.preferred->file_name == file_name)
        return {};
    auto const id = string(boot_counter::parse(file_name).id);
    return "the loader still boots " + entries.preferred->file_name + " by itself: `farjump-entry set-default " + id +
           "` changes that";
}

int run(Arguments arguments)
{
    auto const root = boot_volume::root(arguments.value("--root"));
    auto const names = arguments.rest();
    if (names.size() != 1 || names[0].empty())
        throw UsageError("the name of one entry is wanted");
    auto const file = boot_volume::one(root, names[0]);
    string const id(boot_counter::parse(file).id);
    if (!boot_entry::matches(id, file))
        throw Refusal("the name " + id + " has characters of a pattern", "rename the entry");
    set(root, id);
    return 0;
}

} // namespace default_command
