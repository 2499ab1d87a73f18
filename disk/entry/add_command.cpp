// SPDX-License-Identifier: BSD-2-Clause
// The order of the work, so that an interruption never leaves an entry that boots and lacks something:
//
// 1. A directory /boot/NAME with a mark in it, which says that this program has not finished. Flushed.
// 2. Kernel and modules, into that directory, each flushed.
// 3. The boot entry under a name that ends in .tmp, which no loader takes for an entry. Flushed.
// 4. The entry's name, by a rename. Flushed. From here on the new kernel is there, completely.
// 5. The mark is removed.
//
// A later run finds the mark, and removes what an interrupted one has left.
#include "disk/entry/add_command.hpp"

#include "disk/entry/boot_volume.hpp"
#include "disk/entry/default_command.hpp"
#include "disk/entry/file_checksum.hpp"
#include "disk/entry/new_entry.hpp"
#include "disk/entry/state_store.hpp"
#include "disk/entry/tries.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"

#include <sys/statvfs.h>

#include <cerrno>
#include <iostream>
#include <span>

namespace add_command {
namespace {

using new_entry::Plan;
using std::string;
namespace fs = std::filesystem;

constexpr auto mark = "farjump-entry.adding";

struct Places {
    fs::path root;
    fs::path directory; // of kernel and modules
    fs::path mark;
    fs::path temporary; // of the entry's file
    fs::path entry;
};

Places places_of(fs::path const& root, Plan const& plan)
{
    auto const directory = root / "boot" / plan.id;
    auto const entries = boot_volume::entries_directory(root);
    return {root, directory, directory / mark, entries / (plan.id + ".tmp"), entries / plan.file_name()};
}

// Removes what an interrupted run has left: the mark last, so that an interruption of this leaves it, too.
void clean_up(Places const& places)
{
    fs::remove(places.temporary);
    for (auto const& item : fs::directory_iterator(places.directory))
        if (item.path().filename() != mark)
            fs::remove(item.path());
    boot_volume::sync_directory(places.directory);
    fs::remove(places.mark);
    fs::remove(places.directory);
}

// Looks at what is there of this name, and removes what an interrupted run has left.
void finish_old_run(Places const& places, Plan const& plan)
{
    auto const there = boot_volume::with_id(places.root, plan.id);
    bool const marked = fs::exists(places.mark);
    if (!there.empty() && marked) {
        fs::remove(places.mark);
        throw Refusal("an interrupted run had added " + there[0] + " already: the entry is complete",
                      "to add this kernel beside it, give another name with --id");
    }
    if (!there.empty())
        throw Refusal("there is an entry " + there[0] + " already", "give another name with --id");
    if (marked) {
        std::cout << places.directory.string() << ": removed what an interrupted run had left\n";
        clean_up(places);
    }
    if (fs::exists(places.directory) && !fs::is_empty(places.directory)) // an empty one may be of an interrupted run
        throw Refusal(places.directory.string() + " is there already, and was not made by this program",
                      "give another name with --id, or remove it");
}

void check_room(fs::path const& root, Plan const& plan)
{
    constexpr std::uint64_t for_directories = 64 << 10;
    struct statvfs volume{};
    if (::statvfs(root.c_str(), &volume) != 0)
        fail_with_errno("cannot look at " + root.string());
    std::uint64_t needed = for_directories;
    for (auto const& file : plan.files)
        needed += fs::file_size(file.source) + volume.f_bsize;
    auto const there = std::uint64_t{volume.f_bavail} * volume.f_frsize;
    if (needed > there)
        throw Refusal("the files need " + words::size(needed) + ", and " + root.string() + " has " +
                          words::size(there) + " of free room",
                      "remove an entry that is not needed any more, with its kernel");
}

void copy_verified(fs::path const& from, fs::path const& to)
{
    auto const bytes = files::read(from);
    if (!files::create(to, bytes))
        throw Refusal(to.string() + " is there already",
                      "run the program again when nothing else writes to the volume");
    if (file_checksum::of(to.string()) != file_checksum::of(from.string()))
        throw Refusal(to.string() + " does not read back as it was written", "look at the disk's health");
}

// A slot of an older entry with this name would say how often the new one may be tried, or that it is good.
void forget(fs::path const& root, std::uint64_t id)
{
    auto const stored = state_store::read(root);
    if (!stored)
        return;
    auto state = stored->state;
    auto* const slot = state_record::find(state, id);
    if (slot == nullptr && state.good != id && state.started != id)
        return;
    if (slot != nullptr)
        *slot = {};
    state.good = state.good == id ? 0 : state.good;
    state.started = state.started == id ? 0 : state.started;
    state_store::write(root, *stored, state);
}

void add(Places const& places, Plan const& plan)
{
    fs::create_directories(boot_volume::entries_directory(places.root));
    fs::create_directories(places.directory.parent_path());
    fs::create_directory(places.directory);
    if (!files::create(places.mark, {}))
        throw Refusal(places.directory.string() + " is there already",
                      "run the program again when nothing else writes to the volume");
    boot_volume::sync_directory(places.directory.parent_path());
    try {
        for (auto const& file : plan.files)
            copy_verified(file.source, places.directory / file.name);
        forget(places.root, state_record::id_hash(plan.id));
        fs::remove(places.temporary);
        files::create(places.temporary, std::as_bytes(std::span(plan.text)));
        boot_volume::rename(places.temporary, places.entry);
    } catch (...) {
        if (!fs::exists(places.entry))
            clean_up(places);
        throw;
    }
    fs::remove(places.mark);
    boot_volume::sync_directory(places.directory);
}

} // namespace

int run(Arguments arguments)
{
    new_entry::Request request;
    auto const tries = arguments.value("--tries");
    request.id = arguments.value("--id");
    request.title = arguments.value("--title");
    request.options = arguments.value("--options").value_or("");
    while (auto const module = arguments.value("--module"))
        request.modules.push_back(*module);
    bool const is_default = arguments.flag("--default");
    auto const root = arguments.value("--root");
    auto const names = arguments.rest();
    if (names.size() != 1 || names[0].empty())
        throw UsageError("one kernel is wanted");
    if (!tries)
        throw UsageError("--tries is missing: how often the new entry may be tried");
    request.kernel = names[0];
    request.tries = tries::from(*tries);

    auto const volume = boot_volume::root(root);
    auto const plan = new_entry::plan(request);
    auto const places = places_of(volume, plan);
    finish_old_run(places, plan);
    check_room(volume, plan);
    add(places, plan);
    for (auto const& note : plan.notes)
        std::cerr << "farjump-entry: note: " << note << '\n';
    std::cout << places.entry.string() << ": added, with " << request.tries
              << (request.tries == 1 ? " try\n" : " tries\n");
    if (is_default)
        default_command::set(volume, plan.id);
    else if (auto const other = default_command::other_than(volume, plan.file_name()); !other.empty())
        std::cout << other << '\n';
    return 0;
}

} // namespace add_command
