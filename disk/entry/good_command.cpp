// SPDX-License-Identifier: BSD-2-Clause
// Does with a file system what a kernel does with one sector: stage2/choice/counting/counting.hpp.
#include "disk/entry/good_command.hpp"

#include "disk/entry/boot_volume.hpp"
#include "disk/entry/state_store.hpp"
#include "disk/host/refusal.hpp"

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>

namespace good_command {
namespace {

using state_store::Stored;
using std::string;
using std::filesystem::path;

// The entry that the state file names as started.
string started(path const& root, std::optional<Stored> const& stored)
{
    if (!stored)
        throw Refusal(state_store::path_of(root).string() + " is not there, so no entry is known as started",
                      "name the entry; on Linux the word farjump.entry in /proc/cmdline names it");
    if (stored->state.started == 0)
        throw Refusal("the state file says that no counted entry was started, or that it is marked already",
                      "name the entry, if it is to be marked nevertheless");
    for (auto const& file : boot_volume::entries(root))
        if (state_record::id_hash(boot_counter::parse(file).id) == stored->state.started)
            return file;
    throw Refusal("the entry that was started is not in " + boot_volume::entries_directory(root).string() + " any more",
                  "name another one");
}

string in_digits(std::uint64_t number, std::size_t digits)
{
    auto const text = std::to_string(number);
    return string(digits - std::min(digits, text.size()), '0') + text;
}

// The file name of a good entry: all tries are left, in the same number of digits; without a counter if they do not fit.
string good_name(string const& file)
{
    auto const name = boot_counter::parse(file);
    auto const suffix = file.substr(boot_counter::without_suffix(file).size());
    auto const counter = file.substr(name.id.size(), file.size() - name.id.size() - suffix.size()); // "+2-1"
    auto const dash = counter.find('-');
    auto const left_digits = (dash == string::npos ? counter.size() : dash) - 1;
    auto const left = in_digits(std::uint64_t{name.left} + name.done, left_digits);
    if (left.size() > left_digits)
        return string(name.id) + suffix;
    auto const done = dash == string::npos ? string() : '-' + string(counter.size() - dash - 1, '0');
    return string(name.id) + '+' + left + done + suffix;
}

bool mark_in_state(path const& root, std::optional<Stored> const& stored, std::uint64_t id)
{
    if (!stored)
        return false;
    auto const* const slot = state_record::find(stored->state, id);
    bool const counted = slot != nullptr && !state_record::is_good(*slot);
    if (!counted && stored->state.good == id && stored->state.started != id)
        return false;
    state_store::write(root, *stored, state_record::marked_good(stored->state, id));
    return true;
}

} // namespace

int run(Arguments arguments)
{
    auto const root = boot_volume::root(arguments.value("--root"));
    auto const names = arguments.rest();
    if (names.size() > 1)
        throw UsageError("the name of one entry is wanted");
    auto const stored = state_store::read(root);
    auto const file = names.empty() ? started(root, stored) : boot_volume::one(root, names[0]);
    auto const name = boot_counter::parse(file);
    auto const* const slot = stored ? state_record::find(stored->state, state_record::id_hash(name.id)) : nullptr;
    if (!name.is_counted() && slot == nullptr) {
        std::cout << file << ": is not counted, so there is nothing to mark\n";
        return 0;
    }
    bool const in_state = mark_in_state(root, stored, state_record::id_hash(name.id));
    auto const new_name = name.is_counted() ? good_name(file) : file;
    auto const directory = boot_volume::entries_directory(root);
    if (new_name != file)
        boot_volume::rename(directory / file, directory / new_name);
    if (in_state)
        std::cout << file << ": marked as good in " << state_store::path_of(root).string() << '\n';
    if (new_name != file)
        std::cout << file << ": is now " << new_name << '\n';
    if (!in_state && new_name == file)
        std::cout << file << ": is marked as good already\n";
    return 0;
}

} // namespace good_command
