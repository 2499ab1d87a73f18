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
    Search(Volume& volume, Room& room, Kernels kernels) : volume_{volume}, room_{room}, kernels_{kernels} {}

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
        TRY(read_entry(item, file));
        if (!file.entry.fits_this_machine())
            return is_foreign(file);
        if (kernels_ == Kernels::must_exist)
            TRY(find_kernel(file.entry.kernel.value));
        if (best_ == nullptr || boot_entry::precedes(file.entry, best_->entry))
            best_ = &file;
        return {};
    }

    OUT_OF_LINE Result<void> read_entry(EntryList::Listed const& item, EntryFile& file)
    {
        file.path = item.path;
        auto const text = TRY(read_text(volume_.open_at(item, file.path), file.path, file.text));
        file.entry = TRY(boot_entry::parse(file.path, text));
        return {};
    }

    // `chain` may name something else than a file, such as a partition.
    Result<void> find_kernel(std::string_view path)
    {
        if (path.front() != '/' || TRY(volume_.holds(path)))
            return {};
        return fail(errors::Code::file_not_found, {}, first_error_ ? path : kept(path));
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
    Kernels kernels_;
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
Result<EntryFile const*> find(Volume& volume, Room& room, Kernels kernels, std::string_view wanted)
{
    Search search{volume, room, kernels};
    auto const* const file = TRY(search.best(wanted));
    if (file != nullptr || wanted.empty())
        return file;
    if (wanted.front() == '@') {
        auto& words = console::scratch_line() << "'default ";
        console::note((words.name(wanted) << "' is ignored: farjump remembers no choice").view());
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

Result<Choice> choose(Volume& volume, Room& room, Kernels kernels)
{
    boot_entry::LoaderConf conf;
    auto const text = read_text(volume.open(loader_conf_path), loader_conf_path, room.loader_conf);
    if (text)
        conf = TRY(boot_entry::parse_loader_conf(*text));
    else if (!is_absence(text.error()))
        return std::unexpected(text.error());

    use_serial(conf.serial);
    auto const* const file = TRY(find(volume, room, kernels, conf.default_pattern));
    if (file == nullptr)
        return Choice{{}, {boot_entry::kernel, default_kernel}, {}, {}};
    return Choice{file->path, file->entry.kernel, file->entry.settings.all(), file->entry.screen};
}

} // namespace boot_choice
