// Loading modules: a list of them, the texts of their names behind it, and their bytes in pages of their own.
#include "stage2/image/modules.hpp"

#include "longmode/kernel_space.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"

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

Result<void> load_file(Volume& volume, std::string_view path, MemoryMap& memory, Module& module)
{
    auto& file = *TRY(volume.open(path));
    module.size = file.size();
    if (module.size == 0)
        return {};
    auto const place = TRY(memory.allocate(module.size, paging::page_size, MemoryKind::module, path.data()));
    module.physical = place.value;
    module.address = {kernel_space::direct(place).value};

    auto const pages = physical_memory(place, round_up(module.size, paging::page_size));
    auto const size = static_cast<std::size_t>(module.size);
    bulk::clear(pages.subspan(size));
    return file.read(0, pages.first(size));
}

} // namespace

Result<Loaded> load(Volume& volume, std::span<std::string_view const> paths, MemoryMap& memory)
{
    if (paths.empty())
        return Loaded{};
    std::size_t size = paths.size() * sizeof(Module);
    for (auto const path : paths)
        size += room_for_name(path);
    auto const place = TRY(memory.allocate(size, paging::page_size, MemoryKind::loader, "the list of modules"));

    auto* module = reinterpret_cast<Module*>(physical_memory(place, size).data());
    auto name_place = place + paths.size() * sizeof(Module);
    Loaded loaded{.list = {.list = {kernel_space::direct(place).value}, .count = paths.size()}, .bytes_read = 0};
    for (auto const path : paths) {
        auto const name = write_name(name_place, path);
        *module = {.address = {},
                   .physical = 0,
                   .size = 0,
                   .name = {kernel_space::direct(name_place).value + name.as_written}};
        TRY(load_file(volume, name.path, memory, *module));
        loaded.bytes_read += module->size;
        name_place = name_place + room_for_name(path);
        ++module;
    }
    return loaded;
}

} // namespace module_loader
