// Loading modules: a list of them, the texts of their names behind it, and their bytes in pages of their own.
#include "stage2/modules/modules.hpp"

#include "longmode/kernel_space.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/packed/unpack.hpp"
#include "stage2/talk/console.hpp"

#include <algorithm>

namespace module_loader {

namespace {

using farjump::Module;

// A path in the list's memory: with a '/' in front, as the volume wants it, and a NUL behind it.
struct Name {
    std::string_view path;
    std::size_t as_written; // where in it the boot entry's own words begin
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

// The file as it is.
Result<packed::Content> read_to_pages(File& file, MemoryMap& memory, MemoryKind kind, std::string_view path)
{
    packed::Content content{.place = {}, .size = file.size()};
    if (content.size == 0)
        return content;
    content.place = TRY(memory.allocate({content.size, paging::page_size, kind, path.data()}));
    auto const pages = physical_memory(content.place, round_up(content.size, paging::page_size));
    auto const size = static_cast<std::size_t>(content.size);
    bulk::clear(pages.subspan(size));
    TRY(file.read(0, pages.first(size)));
    return content;
}

// What was unpacked.
struct Unpacked {
    std::size_t count;
    std::uint64_t packed; // bytes
    std::uint64_t content;
};

void report(Unpacked const& unpacked)
{
    if (unpacked.count == 0)
        return;
    text::Sentence line;
    line.decimal(unpacked.count) << " of them packed: ";
    line.size(unpacked.packed) << " of LZ4, unpacked ";
    line.size(unpacked.content);
    console::note(line.view());
}

} // namespace

Result<Loaded> load(Volume& volume, std::span<boot_entry::Setting const> settings, MemoryMap& memory)
{
    if (settings.empty())
        return Loaded{};
    std::size_t size = settings.size() * sizeof(Module);
    for (auto const& setting : settings)
        size += room_for_name(setting.value);
    auto const place = TRY(memory.allocate({size, paging::page_size, MemoryKind::loader, "the list of modules"}));

    auto* module = reinterpret_cast<Module*>(physical_memory(place, size).data());
    auto name_place = place + settings.size() * sizeof(Module);
    Loaded loaded{.list = {.list = {kernel_space::direct(place).value}, .count = settings.size()}, .size = 0};
    Unpacked unpacked{};
    for (auto const& [key, path] : settings) {
        bool const unpack = key == boot_entry::unpack_module;
        auto const name = write_name(name_place, path);
        auto& file = *TRY(volume.open(name.path));
        auto const load = unpack ? packed::unpack_to_pages : read_to_pages;
        auto const content = TRY(load(file, memory, MemoryKind::module, name.path));
        *module++ = {.address = {content.size != 0 ? kernel_space::direct(content.place).value : 0},
                     .physical = content.place.value,
                     .size = content.size,
                     .name = {kernel_space::direct(name_place).value + name.as_written}};
        loaded.size += content.size;
        if (unpack)
            unpacked = {unpacked.count + 1, unpacked.packed + file.size(), unpacked.content + content.size};
        name_place = name_place + room_for_name(path);
    }
    report(unpacked);
    return loaded;
}

} // namespace module_loader
