// SPDX-License-Identifier: BSD-2-Clause
// One line for each entry.
#include "disk/entry/list_command.hpp"

#include "disk/entry/boot_volume.hpp"
#include "disk/entry/choice.hpp"
#include "disk/host/words.hpp"

#include <algorithm>
#include <iostream>

namespace list_command {
namespace {

using choice::Entries;
using choice::Listed;
using std::string;

string facts_of(Listed const& listed, Entries const& entries)
{
    string facts;
    if (!listed.broken.empty())
        facts += "; broken: " + listed.broken;
    if (listed.tries_left)
        facts += "; " + (listed.is_exhausted() ? string("no tries left")
                                               : words::decimal(*listed.tries_left) +
                                                     (*listed.tries_left == 1 ? " try left" : " tries left"));
    if (listed.counted_by_state)
        facts += " by the state file";
    if (&listed == entries.preferred)
        facts += "; default";
    if (entries.has(&farjump_state::good, listed))
        facts += "; last good";
    if (entries.has(&farjump_state::started, listed))
        facts += "; started and not marked as good";
    if (entries.has(&farjump_state::once, listed))
        facts += "; boots once";
    return facts;
}

} // namespace

int run(Arguments arguments)
{
    auto const root = boot_volume::root(arguments.value("--root"));
    if (!arguments.rest().empty())
        throw UsageError("list needs no other words");
    auto const entries = choice::of(root);
    std::size_t width = 0;
    for (auto const& listed : entries.list)
        width = std::max(width, listed.file_name.size());
    for (auto const& listed : entries.list) {
        auto const title = listed.entry && !listed.entry->title.empty() ? string(listed.entry->title) : listed.id;
        std::cout << listed.file_name << string(width - listed.file_name.size() + 2, ' ') << title
                  << facts_of(listed, entries) << '\n';
    }
    if (entries.list.empty())
        std::cout << "no entries in " << boot_volume::entries_directory(root).string() << '\n';
    else if (entries.preferred == nullptr)
        std::cout << "no entry boots by itself" << (entries.reason.empty() ? "" : ": ") << entries.reason << '\n';
    else if (!entries.reason.empty())
        std::cout << "note: " << entries.reason << '\n';
    return 0;
}

} // namespace list_command
