// Promises about the boot information as a structure, and about what its pointers point at: boot_info.hpp.

#include "kernel/check.hpp"

#include "kernel/memory_ranges.hpp"

namespace check {
namespace {

using farjump::BootInfo;
using farjump::MemoryKind;

constexpr std::size_t longest_string = 64_KiB;

// All of [begin, begin + size) is in the direct map, mapped, and lies in memory of kind loader.
bool is_loaders(Evidence const& evidence, std::uint64_t begin, std::uint64_t size)
{
    if (size == 0 || !evidence.memory.contains({begin}) || begin + size < begin)
        return false;
    for (auto page = round_down(begin, 4_KiB); page < begin + size; page += 4_KiB)
        if (!evidence.tables.page_at({page}))
            return false;
    auto const physical = evidence.tables.physical_of({begin})->value;
    return memory_ranges::covered_by(evidence.ranges, physical, physical + size, MemoryKind::loader);
}

// The bytes of a NUL-terminated string with its end, or 0 when it has none or lies where it should not.
std::size_t string_size(Evidence const& evidence, std::uint64_t begin)
{
    for (std::size_t size = 0; size < longest_string; ++size) {
        auto const address = begin + size;
        if ((size == 0 || address % 4_KiB == 0) && !is_loaders(evidence, address, 1))
            return 0;
        if (*reinterpret_cast<char const*>(address) == '\0')
            return size + 1;
    }
    return 0;
}

} // namespace

void boot_info(Report& report, Evidence const& evidence)
{
    auto const& info = evidence.info;
    report.equal("RDI points at boot information (magic)", info.magic, FARJUMP_MAGIC);
    report.equal("the boot information has the version of this kernel's header", info.version,
                 FARJUMP_VERSION);
    report.equal("the boot information has the size of this kernel's header", info.size, sizeof(BootInfo));
    report.promise("the boot information lies in memory of kind loader, in the direct map",
                   is_loaders(evidence, evidence.entry.rdi, sizeof(BootInfo)));
    report.promise("the memory map lies there too",
                   is_loaders(evidence, info.memory_map.address, evidence.ranges.size_bytes()));

    auto const path_size = string_size(evidence, info.kernel_path.address);
    report.promise("the kernel's path lies there too, and ends in NUL", path_size > 0);
    report.promise("the kernel's path is absolute", path_size > 1 && *info.kernel_path.get() == '/');
    report.promise("the command line lies there too, and ends in NUL",
                   string_size(evidence, info.command_line.address) > 0);

    report.promise("the boot partition has sectors", info.partition_sectors > 0);
    report.promise("sealed is 0 or 1", info.sealed <= 1);
    report.promise("no_execute is 0 or 1", info.no_execute <= 1);
}

} // namespace check
