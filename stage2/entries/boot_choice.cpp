// SPDX-License-Identifier: BSD-2-Clause
// Chooses a boot entry: the one that loader.conf names, else the first in the specification's order.
#include "stage2/entries/boot_choice.hpp"

#include "include/code_size.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"

#include <optional>

namespace boot_choice {

namespace {

constexpr std::string_view loader_conf_path = "/loader/loader.conf";

Result<std::string_view> read_text(Result<File*> const& opened, std::string_view path, std::span<char> room)
{
    auto& file = *TRY(opened);
    if (file.size() > room.size())
        return fail(errors::Code::entry_file_too_large, {file.size(), room.size()}, path);
    auto const size = static_cast<std::size_t>(file.size());
    TRY(file.read(0, std::as_writable_bytes(room.first(size))));
    return std::string_view{room.data(), size};
}

// Prints the number of entries that are not mentioned otherwise, if any.
void tell_of_rest(std::size_t count, char const* words)
{
    if (count != 0)
        console::note((console::scratch_line().decimal(count) << words).view());
}

// Searches all entries that `default` matches. Skips entries that cannot be booted. If no other entry remains, the
// error of the first skipped entry is reported.
class Search {
public:
    Search(Volume& volume, Room& room) : volume_{volume}, room_{room} {}

    // The best entry; nullptr if no entry matches.
    Result<EntryFile*> best(std::string_view wanted)
    {
        auto& list = room_.entry_list;
        TRY(list.read(volume_, wanted));
        tell_of_rest(list.left_out(), " entries are left out: 'default' can name them");
        for (auto const& item : list.entries())
            if (auto const considered = consider(item); !considered)
                pass_over(considered.error());
        if (best_ == nullptr && first_error_)
            return fail(*first_error_);
        return best_;
    }

private:
    Result<void> consider(EntryList::Listed const& item)
    {
        auto& file = room_.entries[best_ == &room_.entries[0] ? 1 : 0];
        TRY(read_entry(volume_, item, file));
        if (!file.entry.fits_this_machine())
            return is_foreign(file);
        if (best_ == nullptr || boot_entry::precedes(file.entry, best_->entry))
            best_ = &file;
        return {};
    }

    // Reports broken entries. Does not report entries for other architectures: the specification wants them hidden.
    OUT_OF_LINE void pass_over(Error const& error)
    {
        if (!first_error_)
            first_error_ = error;
        if (error.code != errors::Code::entry_other_architecture)
            console::note(error_text::why(error).view());
    }

    // A copy of `name` for the first error, which outlives the entry's text.
    std::string_view kept(std::string_view name)
    {
        room_.first_error.clear();
        return room_.first_error.name(name).view();
    }

    std::unexpected<Failure> is_foreign(EntryFile const& file)
    {
        if (!first_error_) {
            kept(file.path);
            auto& words = room_.first_error << " is for the architecture ";
            words.name(file.entry.architecture) << ", and this PC is x64";
        }
        return fail(errors::Code::entry_other_architecture, {}, room_.first_error.view());
    }

    Volume& volume_;
    Room& room_;
    EntryFile* best_ = nullptr;
    std::optional<Error> first_error_;
};

// Lists as many entries as leave earlier messages on the screen.
void tell_of_entries(EntryList const& list)
{
    constexpr std::size_t most_lines = 12;
    auto more = list.left_out() + list.entries().size();
    std::size_t lines = 0;
    for (auto const& entry : list.entries()) {
        if (lines++ == most_lines)
            break;
        console::note(console::scratch_line().name(entry.path).view());
        --more;
    }
    tell_of_rest(more, " more in /loader/entries");
}

// The entry that `default` names. If `default` is missing or names a choice that farjump does not store, the first in
// order. nullptr: no entries.
Result<EntryFile const*> find(Volume& volume, Room& room, std::string_view wanted)
{
    Search search{volume, room};
    auto const* const file = TRY(search.best(wanted));
    if (file != nullptr || wanted.empty())
        return file;
    if (wanted.front() == '@') {
        note_ignored_default(wanted, "there is no state file");
        return search.best({});
    }
    TRY(room.entry_list.read(volume, {}));
    tell_of_entries(room.entry_list);
    return fail(errors::Code::default_entry_missing, {}, wanted);
}

} // namespace

Result<bool> is_possible(Volume& volume)
{
    static constexpr std::string_view paths[] = {loader_conf_path, EntryList::directory, default_kernel};
    for (auto const path : paths)
        if (TRY(volume.holds(path)))
            return true;
    return false;
}

void use_serial(std::string_view value)
{
    using console::SerialUse;
    static constexpr std::pair<std::string_view, SerialUse> uses[] = {
        {"yes", SerialUse::yes}, {"no", SerialUse::no}, {"errors", SerialUse::errors}};
    for (auto const& [name, use] : uses)
        if (value == name)
            return console::use_serial(use);
    if (!value.empty()) {
        auto& words = console::scratch_line() << "'serial ";
        console::note((words.name(value) << "' is ignored: yes, no and errors are known").view());
    }
}

Result<void> read_conf(Volume& volume, Room& room)
{
    room.conf = {};
    auto const text = read_text(volume.open(loader_conf_path), loader_conf_path, room.loader_conf);
    if (text)
        room.conf = TRY(boot_entry::parse_loader_conf(*text));
    else if (!is_absence(text.error()))
        return std::unexpected(text.error());

    auto const& conf = room.conf;
    use_serial(conf.serial);
    if (conf.ignored.empty())
        return {};
    auto& words = console::scratch_line() << "loader.conf: '";
    words.name(conf.ignored) << "' is ignored";
    if (conf.more_ignored != 0)
        (words << ", and so are other lines: ").decimal(conf.more_ignored);
    console::note(words.view());
    return {};
}

Result<void> read_entry(Volume& volume, EntryList::Listed const& item, EntryFile& file)
{
    file.path = item.path;
    auto const text = TRY(read_text(volume.open_at(item, file.path), file.path, file.text));
    file.entry = TRY(boot_entry::parse(file.path, text));
    return {};
}

Choice choice_of(EntryFile const& file)
{
    return {file.path, file.entry.kernel, file.entry.settings.all(), file.entry.screen};
}

Choice choice_of_default_kernel()
{
    return {{}, {boot_entry::kernel, default_kernel}, {}, {}};
}

void note_ignored_default(std::string_view wanted, char const* why)
{
    auto& words = console::scratch_line() << "'default ";
    console::note((words.name(wanted) << "' is ignored: " << why).view());
}

Result<Choice> choose(Volume& volume, Room& room)
{
    auto const* const file = TRY(find(volume, room, room.conf.default_pattern));
    return file != nullptr ? choice_of(*file) : choice_of_default_kernel();
}

} // namespace boot_choice
