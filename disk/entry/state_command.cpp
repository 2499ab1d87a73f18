// SPDX-License-Identifier: BSD-2-Clause
// Makes a state file in a directory, or by mtools in an image.
#include "disk/entry/state_command.hpp"

#include "disk/entry/image_volume.hpp"
#include "disk/entry/state_store.hpp"
#include "disk/entry/tries.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/entries/boot_counter.hpp"

#include <filesystem>
#include <iostream>
#include <span>
#include <string>

namespace state_command {
namespace {

using std::filesystem::path;
using std::string;

constexpr auto keep_it = "keep it, or give --reset: a new one forgets which entries are counted, and which are good";

void add_slot(farjump_state& state, string const& request)
{
    auto const colon = request.rfind(':');
    if (colon == string::npos || colon == 0)
        throw UsageError("--count needs the name of an entry and its tries, such as new:3");
    auto const id = state_record::id_hash(boot_counter::parse(request.substr(0, colon)).id);
    auto const tries = tries::from(request.substr(colon + 1));
    if (state_record::find(state, id) != nullptr)
        throw UsageError("--count names " + request.substr(0, colon) + " twice");
    auto const never = [](std::uint64_t) { return false; };
    if (state_record::make_slot(state, id, tries, never) == nullptr)
        throw Refusal("a state file counts " + words::decimal(FARJUMP_STATE_MOST_ENTRIES) + " entries at most",
                      "count fewer");
}

void make_in_directory(path const& root, std::vector<std::byte> const& bytes, bool reset)
{
    auto const file = state_store::path_of(root);
    std::error_code ignored; // files::create() reports the error
    if (!std::filesystem::is_directory(root / "loader", ignored) &&
        !std::filesystem::is_directory(root / "boot", ignored))
        throw Refusal(root.string() + " has neither a directory loader nor a directory boot: it is no boot volume",
                      "name the root directory of the boot volume, such as /boot");
    std::filesystem::create_directory(root / "loader", ignored);
    if (reset)
        files::replace(file, bytes, std::filesystem::perms(0644));
    else if (!files::create(file, bytes))
        throw Refusal(file.string() + " exists already", keep_it);
}

void make_in_image(path const& image, std::vector<std::byte> const& bytes, bool reset)
{
    image_volume::Volume const volume(image);
    if (!reset && volume.holds(FARJUMP_STATE_PATH))
        throw Refusal(image.string() + " has " FARJUMP_STATE_PATH " already", keep_it);
    volume.put(bytes, FARJUMP_STATE_PATH);
}

} // namespace

int run(Arguments arguments)
{
    bool const reset = arguments.flag("--reset");
    auto state = state_record::empty();
    while (auto const request = arguments.value("--count"))
        add_slot(state, *request);
    state.checksum = state_record::checksum_of(state);
    auto const names = arguments.rest();
    if (names.size() != 1)
        throw UsageError("one boot volume is wanted");
    path const volume = names[0];
    if (!std::filesystem::exists(volume))
        throw Refusal(volume.string() + ": there is no such file or directory",
                      "name the root directory of the boot volume, such as /boot, or a disk image");
    auto const bytes = state_store::file_with(state);
    bool const is_image = !std::filesystem::is_directory(volume);
    if (is_image)
        make_in_image(volume, bytes, reset);
    else
        make_in_directory(volume, bytes, reset);
    std::cout << (is_image ? volume.string() + ": " FARJUMP_STATE_PATH : state_store::path_of(volume).string())
              << ": made, " << words::decimal(bytes.size())
              << " bytes; the loader writes to it from the next boot on\n";
    return 0;
}

} // namespace state_command
