// SPDX-License-Identifier: BSD-2-Clause
// Collects files as the loader's protocols do: stage2/modules/modules.cpp, stage2/protocols/linux/initrds.cpp,
// stage2/protocols/multiboot/modules.cpp, stage2/protocols/limine/modules.cpp.
#include "disk/entry/entry_files.hpp"

#include "disk/host/refusal.hpp"
#include "disk/kernel_tools/guest_file.hpp"
#include "disk/kernel_tools/guest_verdict.hpp"
#include "disk/kernel_tools/kernel_verdict.hpp"
#include "disk/kernel_tools/limine_verdict.hpp"
#include "disk/kernel_tools/packed_kernel.hpp"
#include "stage2/entries/words.hpp"
#include "stage2/protocols/chain/target.hpp"

#include <algorithm>
#include <string_view>

namespace entry_files {
namespace {

using boot_entry::Entry;
using boot_entry::Setting;
using guest_file::Protocol;
using std::string;
using std::string_view;

constexpr string_view chain_key = "chain";

class Collector {
public:
    explicit Collector(Finder const& finder) : finder_{finder} {}

    // Finds the file. Slashes in front of the path make no difference.
    File find(string_view path) const
    {
        auto const relative = path.substr(std::min(path.find_first_not_of('/'), path.size()));
        auto const whole = '/' + string(relative);
        for (auto const& part : std::filesystem::path(relative))
            if (part == "..")
                throw Refusal("the entry names " + whole + ", a path with '..'", "write the path without '..'");
        return {whole, finder_(whole)};
    }

    void add(string_view path)
    {
        auto file = find(path);
        bool const is_new = std::ranges::none_of(
            files.list, [&](File const& other) { return words::same_path(other.path, file.path); });
        if (is_new)
            files.list.push_back(std::move(file));
    }

    Files files{};

private:
    Finder const& finder_;
};

// The loader skips words that only GRUB expands.
void add_initrd(Collector& collector, string_view path)
{
    if (!path.starts_with('$'))
        collector.add(path);
}

// `initrd` may name several files of a Linux kernel, `module` one, whose name may contain blanks.
void add_initrds(Collector& collector, Setting const& setting)
{
    if (setting.has(boot_entry::unpack_module))
        throw Refusal(Error{.code = errors::Code::linux_unpack_module, .name = setting.value});
    if (!setting.has("initrd"))
        return add_initrd(collector, setting.value);
    auto rest = setting.value;
    while (auto const path = words::take(rest))
        add_initrd(collector, *path);
}

void add_modules(Collector& collector, Entry const& entry, Protocol protocol)
{
    for (auto const& setting : entry.settings.all()) {
        if (!boot_entry::names_file(setting))
            continue;
        auto rest = setting.value;
        switch (protocol) {
        case Protocol::none: collector.add(setting.value); break;
        case Protocol::linux: add_initrds(collector, setting); break;
        case Protocol::limine:
        case Protocol::multiboot: collector.add(*words::take(rest)); break; // words for the kernel follow the path
        }
    }
}

// Examines the file that a line `kernel` names, as the loader does.
Protocol examine_any(Files& files, packed_kernel::File const& file, File const& kernel)
{
    auto const facts = kernel_verdict::examine(file.content, kernel.path);
    if (facts) {
        files.about_kernel = kernel.path + " is a kernel for farjump: it gets no line, " +
                             (facts->seal ? "because its seal protects it"
                                          : "and it has no seal, by which farjump-seal would protect it");
        return Protocol::none;
    }
    Error const error = facts.error();
    auto const protocol = guest_file::of_refused(file.content, kernel.path);
    if (protocol == Protocol::none)
        throw Refusal(error);
    if (protocol == Protocol::linux && file.packing)
        throw Refusal(kernel.path + " is a Linux kernel that was packed once more",
                      "unpack it: Linux kernels unpack themselves");
    return protocol;
}

Protocol protocol_of(Entry const& entry, Files& files, packed_kernel::File const& file, File const& kernel)
{
    auto const& key = entry.kernel;
    if (key.has(boot_entry::kernel))
        return examine_any(files, file, kernel);
    if (key.has("linux"))
        return Protocol::linux;
    if (key.has("limine"))
        return Protocol::limine;
    if (key.has("multiboot") || key.has("multiboot2"))
        return Protocol::multiboot;
    throw Refusal(Error{.code = errors::Code::entry_protocol_unknown, .name = key.key});
}

// A boot sector gets no other files.
void add_boot_sector(Collector& collector, string_view value)
{
    auto const target = or_refuse(chain::parse(value));
    if (target.kind != chain::Target::Kind::file)
        throw Refusal("the entry starts " + string(target.name) + ", which is no file",
                      "checksums protect files: kernels, initrds, modules, and boot sectors in files");
    collector.add(target.name);
}

// Throws the loader's refusal of a kernel for another loader's protocol.
void check_guest(Protocol protocol, Setting const& key, packed_kernel::File const& file, File const& kernel)
{
    if (protocol == Protocol::linux && file.packing)
        throw Refusal(Error{.code = errors::Code::linux_header_missing, .name = kernel.path});
    std::uint32_t const version = key.has("multiboot2") ? 2 : key.has("multiboot") ? 1 : 0;
    if (protocol == Protocol::linux)
        or_refuse(guest_verdict::examine_linux(file.content, kernel.path));
    if (protocol == Protocol::limine)
        or_refuse(limine_verdict::examine(file.content, kernel.path));
    if (protocol == Protocol::multiboot)
        or_refuse(guest_verdict::examine_multiboot(file.content, version, kernel.path));
}

} // namespace

Files of(Entry const& entry, std::filesystem::path const& root)
{
    return of(entry, [&](string const& path) {
        auto const source = root / path.substr(1);
        std::error_code ignored; // the file then counts as missing
        if (path == "/" || !std::filesystem::is_regular_file(source, ignored))
            throw Refusal("the entry names " + path + ", and there is no such file below " + root.string(),
                          "give --root the directory that is the volume's root, such as /boot");
        return source;
    });
}

Files of(Entry const& entry, Finder const& find)
{
    Collector collector{find};
    if (entry.kernel.has(chain_key)) {
        add_boot_sector(collector, entry.kernel.value);
        return std::move(collector.files);
    }
    auto const kernel = collector.find(entry.kernel.value);
    auto const file = packed_kernel::read(kernel.source.string());
    auto const protocol = protocol_of(entry, collector.files, file, kernel);
    check_guest(protocol, entry.kernel, file, kernel);
    if (protocol != Protocol::none)
        collector.add(entry.kernel.value);
    add_modules(collector, entry, protocol);
    return std::move(collector.files);
}

} // namespace entry_files
