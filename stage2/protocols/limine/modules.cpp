// SPDX-License-Identifier: BSD-2-Clause
// Loads internal modules and those of the entry to pages of their own.
#include "stage2/protocols/limine/modules.hpp"

#include "include/farjump/boot_state_module.h"
#include "stage2/entries/words.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/limine/paths.hpp"
#include "stage2/protocols/shared/guest_files.hpp"

namespace limine {

namespace {

using errors::Code;

class Loader {
public:
    Loader(Boot& boot, ModuleList& list) : boot_{boot}, list_{list} {}

    // Reads the file to pages of its own.
    Result<void> load(Module module, bool unpack);
    Result<void> load_internal(InternalFile const& internal);

    // Adds the module that tells of a counted boot.
    Result<void> add_boot_state();

    Modules result() const { return {std::span(list_).first(count_), size_, verified_}; }

private:
    Boot& boot_;
    ModuleList& list_;
    std::size_t count_ = 0;
    std::uint64_t size_ = 0;
    bool verified_ = true;
};

Result<void> Loader::load(Module module, bool unpack)
{
    if (count_ == most_modules)
        return fail(Code::limine_too_many_modules, {most_modules}, module.path);
    auto const place = [&](std::uint64_t size) -> Result<std::uint32_t> {
        auto const taken = TRY(boot_.memory.allocate({size, page_size, MemoryKind::module, module.path.data()}));
        return static_cast<std::uint32_t>(taken.value);
    };
    auto const whole = TRY(guest_files::load_whole(boot_, module.path, unpack, place));
    module.place = {whole.place};
    module.size = whole.bytes.size();
    auto const rest = round_up(module.size, page_size) - module.size;
    bulk::clear(physical_memory(module.place + module.size, rest));
    list_[count_++] = module;
    size_ += module.size;
    verified_ &= whole.verified;
    return {};
}

Result<void> Loader::load_internal(InternalFile const& internal)
{
    auto const resolved = resolve(boot_.entry.kernel.value, internal.path);
    auto const rooted = TRY(guest_files::rooted(resolved.view()));
    bool const unpack = (internal.flags & InternalModule::compressed) != 0;
    Module const module{rooted, {}, internal.string, {}, 0};
    auto const loaded = load(module, unpack);
    if (loaded || !is_absence(loaded.error()))
        return loaded;
    if ((internal.flags & InternalModule::required) != 0)
        return fail(Code::limine_module_missing, {}, rooted);
    return {};
}

Result<void> Loader::add_boot_state()
{
    auto const& counted = boot_.counted;
    constexpr auto path = FARJUMP_BOOT_STATE_MODULE;
    if (counted.sector_bytes == 0)
        return {};
    if (count_ == most_modules)
        return fail(Code::limine_too_many_modules, {most_modules}, path);
    auto const size = sizeof(farjump_boot_state_module) + 2 * std::uint64_t{counted.sector_bytes};
    auto const place = TRY(boot_.memory.allocate({size, page_size, MemoryKind::module, path}));
    auto const pages = physical_memory(place, round_up(size, page_size));
    bulk::clear(pages);
    object_at<farjump_boot_state_module>(place) = {.magic = FARJUMP_BOOT_STATE_MAGIC,
                                                   .lba = counted.sector.value,
                                                   .sector_bytes = counted.sector_bytes,
                                                   .tries_left = counted.tries_left,
                                                   .disk_signature = boot_.disk.partitions->disk_signature,
                                                   .reserved = 0};
    auto contents = pages.subspan(sizeof(farjump_boot_state_module));
    for (auto const& sector : {counted.expected, counted.finished}) {
        bulk::copy(contents.first(counted.sector_bytes), physical_memory(sector, counted.sector_bytes));
        contents = contents.subspan(counted.sector_bytes);
    }
    list_[count_++] = {path, {}, 0, place, size};
    size_ += size;
    return {};
}

} // namespace

Result<Modules> load_modules(Boot& boot, KernelImage const& kernel, ModuleList& list)
{
    Loader loader{boot, list};
    auto const name = boot.entry.kernel.value;
    auto const count = TRY(count_internal(kernel.requests, name));
    for (std::uint64_t index = 0; index < count; ++index) {
        auto const internal = TRY(internal_file(kernel.view, kernel.requests, index, name));
        TRY(loader.load_internal(internal));
    }
    for (auto const& setting : boot.entry.settings) {
        if (!boot_entry::names_file(setting))
            continue;
        auto string = setting.value;
        auto const path = TRY(guest_files::rooted(*words::take(string)));
        TRY(loader.load({path, string, 0, {}, 0}, setting.has(boot_entry::unpack_module)));
    }
    TRY(loader.add_boot_state());
    return loader.result();
}

} // namespace limine
