// Choosing a boot entry: the one that loader.conf names, else the first in the specification's order.
#include "stage2/entries/boot_choice.hpp"

#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"

#include <optional>

namespace boot_choice {

namespace {

constexpr std::string_view loader_conf_path = "/loader/loader.conf";

Result<std::string_view> read_text(Result<fat::File> const& opened, std::string_view path, std::span<char> room)
{
    auto file = TRY(opened);
    if (file.size() > room.size())
        return fail(errors::Code::entry_file_too_large, {file.size(), room.size()}, path);
    TRY(file.read(0, std::as_writable_bytes(room.first(file.size()))));
    return std::string_view{room.data(), file.size()};
}

// How many entries nothing else is said of, if any.
void tell_of_rest(std::size_t count, char const* words)
{
    if (count != 0)
        console::note((console::new_words().decimal(count) << words).view());
}

// Looks through all entries that `default` means. Those that cannot be booted are passed over, unless none is left:
// then the first one is the reason why nothing can be booted.
class Search {
public:
    Search(fat::Volume const& volume, Workspace& workspace) : volume_{volume}, workspace_{workspace} {}

    // Nothing when there are no such entries at all.
    Result<EntryFile*> best(std::string_view wanted)
    {
        auto& list = workspace_.entry_list;
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
        auto& file = workspace_.entries[best_ == &workspace_.entries[0] ? 1 : 0];
        TRY(read_entry(item, file));
        if (!file.entry.fits_this_machine())
            return is_foreign(file);
        if (best_ == nullptr || boot_entry::precedes(file.entry, best_->entry))
            best_ = &file;
        return {};
    }

    // (These are not inline: beside a whole entry or a sentence on the stack each access to a variable would be longer.)
    [[gnu::noinline]] Result<void> read_entry(EntryList::Listed const& item, EntryFile& file)
    {
        file.path = item.path;
        auto const text = TRY(read_text(volume_.open_at(item, file.path, workspace_.extents), file.path, file.text));
        file.entry = TRY(boot_entry::parse(file.path, text));
        return {};
    }

    // Broken entries are told about. Those of other machines are not: the specification wants them hidden.
    [[gnu::noinline]] void pass_over(Error const& error)
    {
        if (!first_error_)
            first_error_ = error;
        if (error.code != errors::Code::entry_other_architecture)
            console::note(error_text::why(error).view());
    }

    std::unexpected<Failure> is_foreign(EntryFile const& file)
    {
        auto& words = workspace_.foreign_entry;
        if (!first_error_) {
            words.clear();
            words.name(file.path) << " is for the architecture ";
            words.name(file.entry.architecture) << ", and this PC is x64";
        }
        return fail(errors::Code::entry_other_architecture, {}, words.view());
    }

    fat::Volume const& volume_;
    Workspace& workspace_;
    EntryFile* best_ = nullptr;
    std::optional<Error> first_error_;
};

// As many as leave room on the screen for what was said before.
void tell_of_entries(EntryList const& list)
{
    constexpr std::size_t most_lines = 12;
    auto more = list.left_out() + list.entries().size();
    std::size_t lines = 0;
    for (auto const& entry : list.entries()) {
        if (lines++ == most_lines)
            break;
        console::note(console::new_words().name(entry.path).view());
        --more;
    }
    tell_of_rest(more, " more in /loader/entries");
}

// What `default` names; without it, or with words that mean nothing here, the first in order. Nothing: no entries.
Result<EntryFile const*> find(fat::Volume const& volume, Workspace& workspace, std::string_view wanted)
{
    Search search{volume, workspace};
    auto const* const file = TRY(search.best(wanted));
    if (file != nullptr || wanted.empty())
        return file;
    if (wanted.front() == '@') {
        auto& words = console::new_words() << "'default ";
        console::note((words.name(wanted) << "' is ignored: farjump remembers no choice").view());
        return search.best({});
    }
    TRY(workspace.entry_list.read(volume, {}));
    tell_of_entries(workspace.entry_list);
    return fail(errors::Code::default_entry_missing, {}, wanted);
}

} // namespace

Result<bool> is_possible(fat::Volume const& volume)
{
    static constexpr std::string_view paths[] = {loader_conf_path, EntryList::directory, default_kernel};
    for (auto const path : paths)
        if (TRY(volume.holds(path)))
            return true;
    return false;
}

Result<Choice> choose(fat::Volume const& volume, Workspace& workspace)
{
    boot_entry::LoaderConf conf;
    auto const text =
        read_text(volume.open_file(loader_conf_path, workspace.extents), loader_conf_path, workspace.loader_conf);
    if (text)
        conf = TRY(boot_entry::parse_loader_conf(*text));
    else if (!fat::is_absence(text.error()))
        return std::unexpected(text.error());

    auto const* const file = TRY(find(volume, workspace, conf.default_pattern));
    if (file == nullptr)
        return Choice{{}, default_kernel, {}, {}, {}};
    return Choice{file->path, file->entry.kernel, file->entry.options.all(), file->entry.modules.all(),
                  file->entry.screen};
}

} // namespace boot_choice
