// SPDX-License-Identifier: BSD-2-Clause
// Selects among the protocols of other loaders' kernels. To add one: create a folder stage2/protocols/NAME/ that defines a
// constant Protocol with PART_ENTRY, add the folder as a part to stage2/annex/annex.ld and parts.hpp and to
// tests/fake_machine.cpp, add the part to the tables below and its key to stage2/entries/boot_entry.cpp, list its sources
// in disk/image/image.mk and the folder in docs/rooms.toml, and run `make rooms`.
#include "stage2/protocols/guests.hpp"

#include "stage2/annex/parts.hpp"
#include "stage2/boot.hpp"
#include "stage2/image/explanation.hpp"
#include "stage2/modules/checksum_line.hpp"
#include "stage2/protocols/limine/image_rules.hpp"
#include "stage2/protocols/shared/guest_files.hpp"

#include <algorithm>
#include <utility>

namespace guests {

namespace {

using errors::Code;
using file_kind::Kind;

// Each returns a protocol, whose part of the annex is unpacked then.
using UsePart = Result<Protocol const*>(Boot& boot);

Result<Protocol const*> linux_protocol(Boot& boot)
{
    return annex::linux_part.use(boot);
}
Result<Protocol const*> multiboot_protocol(Boot& boot)
{
    return annex::multiboot_part.use(boot);
}
Result<Protocol const*> limine_protocol(Boot&)
{
    return &annex::processors_part.use().limine;
}
Result<Protocol const*> chain_protocol(Boot& boot)
{
    return annex::chain_part.use(boot);
}

struct ByKey {
    std::string_view key;
    UsePart* protocol;
};

constexpr ByKey by_key[]{
    {"linux", linux_protocol},   {"multiboot2", multiboot_protocol}, {"multiboot", multiboot_protocol},
    {"limine", limine_protocol}, {"chain", chain_protocol},
};

struct ByKind {
    Kind kind;
    UsePart* protocol;
};

constexpr ByKind by_kind[]{
    {Kind::linux_image, linux_protocol},
    {Kind::multiboot2, multiboot_protocol},
    {Kind::multiboot, multiboot_protocol},
    {Kind::limine, limine_protocol},
};

Result<Protocol const*> load(Boot& boot, Protocol const& protocol, File* file)
{
    TRY(checksum_line::check(boot.entry.settings, file != nullptr ? boot.entry.kernel.value : std::string_view{}));
    TRY(protocol.load(boot, file));
    return &protocol;
}

// The file that the entry names, or nullptr if it names something else.
Result<File*> open_kernel(Boot& boot, Protocol const& protocol)
{
    auto& kernel = boot.entry.kernel;
    if (protocol.take_target != nullptr && !TRY(protocol.take_target(kernel)))
        return nullptr;
    kernel.value = TRY(guest_files::rooted(kernel.value));
    return guest_files::open(boot, kernel.value);
}

// farjump's own protocol may have taken memory for the kernel before it saw that it is for another loader.
Result<void> release_kernel_memory(MemoryMap& memory)
{
    auto const is_kernel = [](MemoryRange const& range) { return range.kind == MemoryKind::kernel; };
    for (;;) {
        auto const ranges = memory.ranges();
        auto const range = std::ranges::find_if(ranges, is_kernel);
        if (range == ranges.end())
            return {};
        TRY(memory.release({range->base}, range->length));
    }
}

} // namespace

Result<Protocol const*> load(Boot& boot)
{
    boot.workspace->kernel_file.is_loaded = false;
    for (auto const& [key, protocol_of_key] : by_key) {
        if (!boot.entry.kernel.has(key))
            continue;
        auto const& protocol = *TRY(protocol_of_key(boot));
        return load(boot, protocol, TRY(open_kernel(boot, protocol)));
    }
    return fail(Code::entry_protocol_unknown, {}, boot.entry.kernel.key);
}

namespace {

// Loads `file` by `protocol`, although the entry does not name the protocol.
Result<Protocol const*> load_by_kind(Boot& boot, UsePart* use, File& file)
{
    auto const& protocol = *TRY(use(boot));
    if (!boot.workspace->kernel_file.is_loaded)
        TRY(release_kernel_memory(boot.memory));
    boot.entry.kernel.value = TRY(guest_files::rooted(boot.entry.kernel.value)); // a NUL follows this one
    return load(boot, protocol, &file);
}

// Whether the kernel was refused because it is of this kind.
bool is_kind(Error const& error, Kind kind)
{
    return error.code == Code::kernel_of_other_kind && error.numbers[0] == std::to_underlying(kind);
}

} // namespace

Result<Protocol const*> load_other(Boot& boot, File& file, Error const& error)
{
    bool const may_be_other = error.code >= Code::elf_too_short || error.code == Code::no_cpuid ||
                              error.code == Code::processor_lacks_features;
    if (!may_be_other)
        return fail(error);
    if (is_kind(error, Kind::limine))
        return load_by_kind(boot, limine_protocol, file); // its segments are in memory already
    boot.workspace->kernel_file.is_loaded = false;
    MutableBytes const room{boot.workspace->kernel_file.notes};
    auto const start =
        room.first(static_cast<std::size_t>(std::min<std::uint64_t>(file_kind::start_size, file.size())));
    static_assert(sizeof(KernelFileRoom::notes) >= file_kind::start_size);
    TRY(file.read(0, start));
    auto const kind = file_kind::of_start(start);
    for (auto const& [other, protocol] : by_kind)
        if (other == kind)
            return load_by_kind(boot, protocol, file);
    // Compilers put notes into programs, and so into kernels, that are written in Go.
    if (kind == Kind::unknown && (limine::may_allow(error.code) || is_kind(error, Kind::go_program))) {
        auto const loaded = load_by_kind(boot, limine_protocol, file);
        if (loaded || loaded.error()->code != Code::limine_no_requests)
            return loaded;
    }
    if (error.code >= Code::elf_too_short)
        TRY(file_kind::explain(error, kind, boot.entry.kernel.value));
    return fail(error);
}

} // namespace guests
