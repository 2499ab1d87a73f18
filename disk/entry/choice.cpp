// As stage2/entries/boot_choice.cpp and stage2/choice do it.
#include "disk/entry/choice.hpp"

#include "disk/entry/boot_volume.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/talk/error_text.hpp"

#include <algorithm>

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
                  .counted_by_state = false};
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
    listed.broken = fault_of(*listed.entry, root);
    return listed;
}

bool precedes(Listed const& left, Listed const& right)
{
    if (left.broken.empty() != right.broken.empty())
        return left.broken.empty();
    if (!left.entry || !right.entry)
        return left.entry.has_value() != right.entry.has_value() ? left.entry.has_value()
                                                                 : left.file_name < right.file_name;
    if (left.is_exhausted() != right.is_exhausted())
        return right.is_exhausted();
    return boot_entry::precedes(*left.entry, *right.entry);
}

Listed const* first_that(std::list<Listed> const& list, auto matches)
{
    auto const found =
        std::ranges::find_if(list, [&](Listed const& entry) { return entry.broken.empty() && matches(entry); });
    return found == list.end() ? nullptr : &*found;
}

Listed const* preferred_of(Entries const& entries)
{
    auto const named = [&](std::uint64_t farjump_state::* which) -> Listed const* {
        return entries.state && (*entries.state).*which != 0
                   ? first_that(entries.list, [&](Listed const& entry) { return entries.has(which, entry); })
                   : nullptr;
    };
    if (auto const* const set = named(&farjump_state::preferred))
        return set;
    if (auto const* const last = entries.wanted == "@saved" ? named(&farjump_state::last) : nullptr)
        return last;
    bool const any = entries.wanted.empty() || entries.wanted.front() == '@';
    return first_that(entries.list,
                      [&](Listed const& entry) { return any || boot_entry::matches(entries.wanted, entry.file_name); });
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
    entries.list.sort(precedes);
    if (auto const conf = boot_volume::loader_conf(root); std::filesystem::exists(conf)) {
        auto const text = read_text(conf, boot_entry::max_loader_conf_size);
        entries.wanted = or_refuse(boot_entry::parse_loader_conf(text)).default_pattern;
    }
    entries.preferred = preferred_of(entries);
    return entries;
}

} // namespace choice
