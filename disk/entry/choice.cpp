// SPDX-License-Identifier: BSD-2-Clause
// Reads the entries' files, and has stage2/choice decide.
#include "disk/entry/choice.hpp"

#include "disk/entry/boot_volume.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/choice/decision.hpp"
#include "stage2/talk/error_text.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace choice {
namespace {

using std::string;
using std::filesystem::path;

string read_text(path const& file, std::size_t most)
{
    auto const bytes = files::read(file);
    if (bytes.size() > most)
        throw Refusal(file.string() + " has more than " + words::decimal(most) + " bytes", "shorten it");
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

string words_of(Error const& error)
{
    return string(error_text::why(error).view()) + " [" + string(error_text::code_name(error.code).view()) + ']';
}

// Why the entry cannot boot on this volume.
string fault_of(boot_entry::Entry const& entry, path const& root)
{
    if (!entry.fits_this_machine())
        return "for the architecture " + string(entry.architecture);
    auto const value = entry.kernel.value;
    std::error_code ignored; // then the file is missing
    if (value.starts_with('/') && !std::filesystem::is_regular_file(root / value.substr(1), ignored))
        return "there is no " + string(value);
    return {};
}

void count(Listed& listed, std::optional<farjump_state> const& state)
{
    auto const name = boot_counter::parse(listed.file_name);
    auto const* const slot = state ? state_record::find(*state, listed.hash) : nullptr;
    listed.counted_by_state = slot != nullptr && !state_record::is_good(*slot);
    if (listed.counted_by_state)
        listed.tries_left = slot->tries_left;
    else if (name.is_counted() && slot == nullptr)
        listed.tries_left = name.left;
}

Listed read_entry(path const& root, string const& file_name, std::optional<farjump_state> const& state)
{
    Listed listed{.file_name = file_name,
                  .id = string(boot_counter::parse(file_name).id),
                  .hash = 0,
                  .text = std::make_unique<string>(),
                  .entry = {},
                  .broken = {},
                  .tries_left = {},
                  .counted_by_state = false,
                  .is_foreign = false};
    listed.hash = state_record::id_hash(listed.id);
    count(listed, state);
    try {
        *listed.text = read_text(boot_volume::entries_directory(root) / file_name, boot_entry::max_file_size);
    } catch (std::exception const& error) {
        listed.broken = error.what();
        return listed;
    }
    auto entry = boot_entry::parse(listed.file_name, *listed.text);
    if (!entry) {
        listed.broken = words_of(entry.error());
        return listed;
    }
    listed.entry = *entry;
    listed.is_foreign = !entry->fits_this_machine();
    listed.broken = fault_of(*listed.entry, root);
    return listed;
}

// What the loader's list has of the entry.
Item item_of(Listed const& listed)
{
    Item item{.file = {}, .heading = {}, .kernel = {}, .problem = listed.broken};
    if (listed.entry) {
        item.heading = *listed.entry;
        item.kernel = listed.entry->kernel;
    }
    item.heading.file_name = listed.file_name;
    if (item.heading.title.empty())
        item.heading.title = item.heading.file_name;
    if (listed.tries_left)
        item.tries_left = *listed.tries_left;
    return item;
}

// Sorts the entries as the loader does, and asks it which one it would boot by itself. It leaves entries for other
// machines out; here they are at the end.
void decide(Entries& entries, boot_entry::LoaderConf const& conf)
{
    std::vector<Item> items;
    for (auto const& listed : entries.list)
        if (!listed.is_foreign)
            items.push_back(item_of(listed));
    choice::sort(items);
    std::list<Listed> sorted;
    for (auto const& item : items) {
        auto const listed = std::ranges::find(entries.list, item.heading.file_name, &Listed::file_name);
        sorted.splice(sorted.end(), entries.list, listed);
    }
    if (!items.empty()) {
        auto state = entries.state.value_or(farjump_state{});
        state.once = 0; // what boots once is no default
        auto const decision = choice::decide(items, conf, entries.state ? &state : nullptr);
        entries.reason = string(decision.reason.view());
        if (decision.item != Decision::none)
            entries.preferred = &*std::next(sorted.begin(), static_cast<std::ptrdiff_t>(decision.item));
    }
    entries.list.sort([](Listed const& left, Listed const& right) { return left.file_name < right.file_name; });
    sorted.splice(sorted.end(), entries.list);
    entries.list.swap(sorted);
}

} // namespace

Entries of(path const& root)
{
    Entries entries;
    if (auto const stored = state_store::read(root))
        entries.state = stored->state;
    for (auto const& name : boot_volume::entries(root)) {
        auto& listed = entries.list.emplace_back(read_entry(root, name, entries.state));
        if (listed.entry)
            listed.entry->file_name = listed.file_name;
    }
    string text;
    if (auto const conf = boot_volume::loader_conf(root); std::filesystem::exists(conf))
        text = read_text(conf, boot_entry::max_loader_conf_size);
    decide(entries, or_refuse(boot_entry::parse_loader_conf(text)));
    return entries;
}

} // namespace choice
