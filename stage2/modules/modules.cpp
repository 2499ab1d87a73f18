// SPDX-License-Identifier: BSD-2-Clause
// Loads modules: writes the list and behind it their names, and reads or unpacks each to pages of its own.
#include "stage2/modules/modules.hpp"

#include "longmode/kernel_space.hpp"
#include "stage2/annex/parts.hpp"
#include "stage2/memory/pages.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/modules/checked_file.hpp"
#include "stage2/packed/unpack.hpp"
#include "stage2/talk/console.hpp"

#include <algorithm>

namespace module_loader {

namespace {

using farjump::Module;

// A path in the memory of the list. It begins with '/', as the volume requires, and a NUL follows it.
struct Name {
    std::string_view path;
    std::size_t as_written; // the offset at which the path begins as in the boot entry
};

constexpr std::size_t room_for_name(std::string_view path)
{
    return path.size() + 2;
}

Name write_name(PhysAddr place, std::string_view path)
{
    auto* const room = reinterpret_cast<char*>(physical_memory(place, room_for_name(path)).data());
    std::size_t const added = path.starts_with('/') ? 0 : 1;
    room[0] = '/';
    *std::copy(path.begin(), path.end(), room + added) = '\0';
    return {{room, path.size() + added}, added};
}

// Reads the file without unpacking it.
Result<packed::Content> read_to_pages(File& file, MemoryMap& memory, MemoryKind kind, std::string_view path)
{
    auto const content = TRY(pages::take(memory, file.size(), kind, path.data()));
    if (!content.bytes.empty())
        TRY(file.read(0, content.bytes));
    return packed::Content{content.place, file.size(), std::nullopt};
}

// The modules that were unpacked: their number, and their bytes before and after.
struct Unpacked {
    std::size_t count;
    std::uint64_t packed;
    std::uint64_t content;
    unsigned formats; // a bit for each
};

unsigned bit_of(packed::Format format)
{
    return 1u << static_cast<unsigned>(format);
}

void report(Unpacked const& unpacked)
{
    if (unpacked.count == 0)
        return;
    text::Sentence line;
    line.decimal(unpacked.count) << " of them packed: ";
    line.size(unpacked.packed) << " of ";
    auto const* separator = "";
    for (auto const format : {packed::Format::lz4, packed::Format::gzip})
        if (unpacked.formats & bit_of(format)) {
            line << separator << packed::words(format);
            separator = " and ";
        }
    line << ", unpacked ";
    line.size(unpacked.content);
    console::note(line.view());
}

} // namespace

Result<Loaded> load(Volume& volume, std::span<boot_entry::Setting const> settings, MemoryMap& memory, bool has_sse2)
{
    TRY(checksum_line::check(settings, {}));
    std::size_t size = 0;
    std::uint64_t count = 0;
    for (auto const& setting : settings) {
        if (!boot_entry::names_file(setting))
            continue;
        ++count;
        size += sizeof(Module) + room_for_name(setting.value);
    }
    if (count == 0)
        return Loaded{};
    auto const place = TRY(memory.allocate({size, paging::page_size, MemoryKind::loader, "the list of modules"}));

    auto* module = reinterpret_cast<Module*>(physical_memory(place, size).data());
    auto name_place = place + count * sizeof(Module);
    Loaded loaded{.list = {.list = {kernel_space::direct(place).value}, .count = count}, .size = 0, .verified = true};
    Unpacked unpacked{};
    for (auto const& setting : settings) {
        if (!boot_entry::names_file(setting))
            continue;
        auto const& [key, path] = setting;
        bool const unpack = key == boot_entry::unpack_module;
        auto const name = write_name(name_place, path);
        CheckedFile file{*TRY(volume.open(name.path)), name.path, settings, has_sse2};
        auto const load = unpack ? annex::packed_part.use().unpack_to_pages : read_to_pages;
        auto const content = TRY(load(file, memory, MemoryKind::module, name.path));
        *module++ = {.address = {content.size != 0 ? kernel_space::direct(content.place).value : 0},
                     .physical = content.place.value,
                     .size = content.size,
                     .name = {kernel_space::direct(name_place).value + name.as_written}};
        loaded.size += content.size;
        loaded.verified &= file.verified();
        if (content.format)
            unpacked = {unpacked.count + 1, unpacked.packed + file.size(), unpacked.content + content.size,
                        unpacked.formats | bit_of(*content.format)};
        name_place = name_place + room_for_name(path);
    }
    report(unpacked);
    return loaded;
}

} // namespace module_loader
