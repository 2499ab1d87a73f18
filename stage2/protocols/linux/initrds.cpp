// SPDX-License-Identifier: BSD-2-Clause
// Loads initrds. Two passes over the files: their sizes decide on the place. The second pass begins with the last file,
// which is still open, so that one initrd is searched for once.
#include "stage2/protocols/linux/initrds.hpp"

#include "stage2/entries/words.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/shared/guest_files.hpp"
#include "stage2/talk/console.hpp"

#include <array>

namespace linux_boot {

namespace {

using errors::Code;

constexpr std::uint64_t alignment = 4; // of an uncompressed archive

struct Item {
    std::string_view path; // begins with '/'
    std::uint64_t offset;  // from the place of the initrds
    std::uint64_t size;
};

constexpr std::size_t most_items = 64;

struct List {
    std::array<Item, most_items> items;
    std::size_t count = 0;
    std::uint64_t size = 0;

    std::span<Item> all() { return std::span(items).first(count); }
};

Result<void> add(List& list, std::string_view path)
{
    if (path.starts_with('$')) {
        console::note((console::scratch_line().name(path) << " is ignored: only GRUB gives it a value").view());
        return {};
    }
    if (list.count == most_items)
        return fail(Code::linux_initrds_too_many, {most_items}, path);
    list.items[list.count++] = {TRY(guest_files::rooted(path)), 0, 0};
    return {};
}

// `initrd` may name several files, as GRUB allows.
Result<void> collect(Boot const& boot, List& list)
{
    for (auto const& setting : boot.entry.settings) {
        if (setting.has(boot_entry::unpack_module))
            return fail(Code::linux_unpack_module, {}, setting.value);
        if (setting.has("module"))
            TRY(add(list, setting.value));
        if (!setting.has("initrd"))
            continue;
        auto rest = setting.value;
        while (auto const path = words::take(rest))
            TRY(add(list, *path));
    }
    return {};
}

// The last file stays open.
Result<File*> measure(Boot& boot, List& list)
{
    File* file = nullptr;
    for (auto& item : list.all()) {
        file = TRY(guest_files::open(boot, item.path));
        item.size = file->size();
        if (item.size == 0)
            continue;
        item.offset = round_up(list.size, alignment);
        list.size = item.offset + item.size;
    }
    return file;
}

} // namespace

Result<Initrds> load_initrds(Boot& boot, memory_search::Bounds bounds)
{
    static List list;
    list.count = 0;
    list.size = 0;
    TRY(collect(boot, list));
    auto* file = TRY(measure(boot, list));
    if (list.size == 0)
        return Initrds{};
    auto const place =
        TRY(memory_search::take_highest(boot.memory, {list.size, page_size, MemoryKind::module}, bounds));
    if (!place)
        return fail(Code::linux_initrds_too_large,
                    {list.size, bounds.end, memory_search::largest(boot.memory.ranges(), bounds)},
                    boot.entry.kernel.value);
    Initrds initrds{*place, list.size, 0, true};
    for (auto at = list.count; at-- > 0;) {
        auto const& [path, offset, size] = list.items[at];
        if (at + 1 != list.count)
            file = TRY(guest_files::open(boot, path));
        if (size == 0)
            continue;
        if (offset != 0)
            bulk::clear(physical_memory(*place + (offset - alignment), alignment)); // the file before is read later
        auto const bytes = physical_memory(*place + offset, size);
        TRY(file->read(0, bytes));
        Bytes const content{bytes};
        initrds.verified &= TRY(guest_files::verify(boot, path, std::span(&content, 1)));
        ++initrds.count;
    }
    return initrds;
}

} // namespace linux_boot
