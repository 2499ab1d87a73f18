// SPDX-License-Identifier: BSD-2-Clause
// Prints what the loader has passed to the kernel.

#include "kernel/commands/received.hpp"

#include "kernel/commands/checksum.hpp"
#include "kernel/commands/history.hpp"
#include "kernel/commands/machine.hpp"
#include "kernel/commands/modules.hpp"
#include "kernel/console/console.hpp"

#include <span>
#include <string_view>

namespace {

using console::Line;
using farjump::BootInfo;
using farjump::MemoryKind;
using farjump::MemoryRange;

constexpr std::string_view name_of(MemoryKind kind)
{
    switch (kind) {
    case MemoryKind::usable: return "usable";
    case MemoryKind::reserved: return "reserved";
    case MemoryKind::acpi_reclaimable: return "ACPI tables";
    case MemoryKind::acpi_nvs: return "ACPI, to be kept";
    case MemoryKind::bad: return "bad";
    case MemoryKind::loader: return "loader";
    case MemoryKind::kernel: return "kernel";
    case MemoryKind::module: return "modules";
    case MemoryKind::framebuffer: return "framebuffer";
    }
    return "of unknown kind";
}

// Longer options take more than a line of the screen.
constexpr std::size_t short_enough = 80;

void print_whole(std::string_view options)
{
    Line line;
    line << "kernel: these are ";
    line.decimal(options.size()) << " bytes, checksum ";
    line.hex(checksum_of(std::as_bytes(std::span(options))), 8) << 'h';
    console::print(line);
}

void print_origin(BootInfo const& info)
{
    Line line;
    line << "kernel: " << std::string_view{info.kernel_path.get()};
    line << (info.sealed ? ", verified" : ", not sealed") << ", options \"";
    std::string_view const options{info.command_line.get()};
    line << options << '"';
    console::print(line);
    if (options.size() > short_enough)
        print_whole(options);

    line.clear();
    line << "kernel: from drive ";
    line.hex(info.boot_drive, 2) << "h, signature ";
    line.hex(info.disk_signature, 8) << "h, partition at LBA ";
    line.decimal(info.partition_lba) << ", ";
    line.decimal(info.partition_sectors) << " sectors";
    console::print(line);
}

// "kernel: WHAT   at FFFF800000000000h, 64 KiB", and one more fact about it.
void print_place(std::string_view what, std::uint64_t base, std::uint64_t size, std::string_view fact,
                 std::uint64_t address)
{
    Line line;
    line << "kernel: " << what << " at ";
    line.hex(base, 16) << "h, ";
    line.size(size) << ", " << fact << ' ';
    line.hex(address) << 'h';
    console::print(line);
}

void print_screen(farjump::Screen const& screen)
{
    Line line;
    line << "kernel: the screen is ";
    if (screen.kind == farjump::ScreenKind::text) {
        line << "text: " << std::string_view{screen.reason.get()};
    } else {
        line.decimal(screen.width, text::Grouped::no) << 'x';
        line.decimal(screen.height, text::Grouped::no) << ", ";
        line.decimal(screen.bits_per_pixel) << " bits a pixel, ";
        line.decimal(screen.pitch) << " bytes a line, at physical ";
        line.hex(screen.physical) << (screen.font.address != 0 ? "h" : "h, without a font");
    }
    console::print(line);
}

void print_memory_map(std::span<MemoryRange const> ranges)
{
    Line line;
    for (auto const& range : ranges) {
        line.clear();
        line << "  ";
        line.hex(range.base, 12) << "h  ";
        line.hex(range.base + range.length - 1, 12) << "h  " << name_of(range.kind) << ", ";
        line.size(range.length);
        console::print(line);
    }
}

void print_seed(farjump::RandomSeed const& seed)
{
    Line line;
    line << "kernel: seed ";
    for (int i = 0; i < 4; ++i) // its beginning: the rest is a secret
        line.hex(seed.bytes[i], 2);
    line << "..., from" << (seed.rdseed ? " RDSEED" : "") << (seed.rdrand ? " RDRAND" : "")
         << (seed.jitter ? " jitter" : "");
    console::print(line);
}

void print_log_size(farjump::LoaderLog const& log)
{
    Line line;
    line << "kernel: the loader's log has ";
    line.decimal(log.size) << (log.cut ? " bytes, and was cut" : " bytes");
    console::print(line);
}

} // namespace

void print_received(BootInfo const& info)
{
    print_origin(info);
    print_disk(info);
    print_processor(info);
    print_firmware(info);
    print_clock(info);
    print_seed(info.seed);
    print_place("segments  ", info.kernel_virtual, info.kernel_size, "at physical", info.kernel_physical);
    print_place("stack     ", info.stack_base, info.stack_size, "guarded for", info.stack_guard_size);
    print_place("direct map", info.direct_map_base, info.direct_map_length, "page tables at physical",
                info.page_table_root);
    console::print(info.no_execute ? "kernel: data cannot be executed (EFER.NXE)"
                                   : "kernel: this processor has no NX: data can be executed");
    print_log_size(info.log);
    print_timeline(info);
    console::print("kernel: physical memory, first and last byte");
    print_memory_map({info.memory_map.get(), info.memory_map_count});
    print_screen(info.screen);
    print_modules(info);
}

void print_memory(BootInfo const& info)
{
    std::span const ranges{info.memory_map.get(), info.memory_map_count};
    print_memory_map(ranges);
    for (auto const kind : {MemoryKind::usable, MemoryKind::loader, MemoryKind::kernel, MemoryKind::module}) {
        std::uint64_t bytes = 0;
        for (auto const& range : ranges)
            bytes += range.kind == kind ? range.length : 0;
        Line line;
        line << "  " << name_of(kind) << ": ";
        line.decimal(bytes) << " bytes";
        console::print(line);
    }
}
