// Choosing a boot entry: the one that loader.conf names, else the first in the specification's order.
#include "stage2/boot_choice.hpp"

#include "stage2/console.hpp"
#include "stage2/error_text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace boot_choice {

namespace {

constexpr std::string_view loader_conf_path = "/loader/loader.conf";
constexpr std::string_view entries_path = "/loader/entries";
constexpr std::string_view suffix = ".conf";
constexpr std::string_view wildcards = "*?[";

bool is_absence(Error const& error)
{
    return error.code == errors::Code::file_not_found || error.code == errors::Code::not_a_directory;
}

Result<std::string_view> read_text(fat::Volume const& volume, std::string_view path, std::span<char> room,
                                   std::span<fat::Extent> extents)
{
    auto file = TRY(volume.open_file(path, extents));
    if (file.size() > room.size())
        return fail(errors::Code::entry_file_too_large, {file.size(), room.size()}, path);
    TRY(file.read(0, std::as_writable_bytes(room.first(file.size()))));
    return std::string_view{room.data(), file.size()};
}

bool is_entry_name(std::string_view name)
{
    return boot_entry::matches("?*.conf", name);            // in either case, as all names on a FAT volume
}

void set_path(EntryFile& file, std::string_view name)
{
    file.path.clear();
    file.path << entries_path << '/' << name;
    if (!is_entry_name(name))
        file.path << suffix;
}

Result<void> read_entry(fat::Volume const& volume, EntryFile& file, std::span<fat::Extent> extents)
{
    auto const text = TRY(read_text(volume, file.path.view(), file.text, extents));
    file.entry = TRY(boot_entry::parse(file.path.view(), text));
    return {};
}

// Looks through all entries. Broken ones are told about and passed over, unless none is left: then the first of their
// errors is the reason why nothing can be booted.
class Search {
public:
    Search(fat::Volume const& volume, Workspace& workspace, std::string_view pattern)
        : volume_{volume}, workspace_{workspace}, pattern_{pattern} {}

    // Nothing when there are no entries at all.
    Result<EntryFile*> best()
    {
        TRY(volume_.for_each(entries_path, [this](fat::Item const& item) {
            if (!item.is_directory && is_entry_name(item.name) &&
                (pattern_.empty() || boot_entry::matches(pattern_, item.name)))
                consider(item.name);
            return true;
        }));
        if (best_ == nullptr && first_error_)
            return fail(*first_error_);
        return best_;
    }

private:
    void consider(std::string_view name)
    {
        auto& file = workspace_.entries[best_ == &workspace_.entries[0] ? 1 : 0];
        set_path(file, name);
        if (auto const read = read_entry(volume_, file, workspace_.extents); !read)
            report(read.error());
        else if (file.entry.fits_this_machine() && (best_ == nullptr || boot_entry::precedes(file.entry, best_->entry)))
            best_ = &file;
    }

    void report(Error const& error)
    {
        auto const why = error_text::why(error);
        console::note(why.view());
        if (first_error_)
            return;
        first_error_ = error;
        auto& name = workspace_.first_bad_entry;
        name.clear();
        name << error.name;                     // it lies in a buffer that the next entry will use
        first_error_->name = name.view();
    }

    fat::Volume const& volume_;
    Workspace& workspace_;
    std::string_view pattern_;
    EntryFile* best_ = nullptr;
    std::optional<Error> first_error_;
};

Result<EntryFile*> find(fat::Volume const& volume, Workspace& workspace, std::string_view wanted)
{
    if (wanted.empty() || wanted.find_first_of(wildcards) != wanted.npos)
        return Search{volume, workspace, wanted}.best();

    // A plain name needs no search, and the other entries need not be read.
    auto& file = workspace.entries[0];
    set_path(file, wanted);
    TRY(read_entry(volume, file, workspace.extents));
    return &file;
}

} // namespace

Result<bool> is_possible(fat::Volume const& volume)
{
    static constexpr std::string_view paths[] = {loader_conf_path, entries_path, default_kernel};
    for (auto const path : paths)
        if (TRY(volume.holds(path)))
            return true;
    return false;
}

Result<Choice> choose(fat::Volume const& volume, Workspace& workspace)
{
    boot_entry::LoaderConf conf;
    auto const text = read_text(volume, loader_conf_path, workspace.loader_conf, workspace.extents);
    if (text)
        conf = TRY(boot_entry::parse_loader_conf(*text));
    else if (!is_absence(text.error()))
        return std::unexpected(text.error());

    auto const found = find(volume, workspace, conf.default_pattern);
    if (!found && !is_absence(found.error()))
        return std::unexpected(found.error());
    EntryFile const* const file = found ? *found : nullptr;
    if (file != nullptr)
        return Choice{file->path.view(), file->entry.kernel, file->entry.options.all(),
                      file->entry.modules.all(), file->entry.screen};
    if (!conf.default_pattern.empty())
        return fail(errors::Code::default_entry_missing, {}, conf.default_pattern);
    return Choice{{}, default_kernel, {}, {}, {}};
}

} // namespace boot_choice
