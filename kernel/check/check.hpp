// Verifies from inside what boot_info.hpp and docs/boot-info.md promise, and says so, one line per promise.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "kernel/entry_state.hpp"
#include "kernel/memory/direct_map.hpp"
#include "kernel/memory/page_walk.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace check {

// Prints each promise with its verdict, and counts.
class Report {
public:
    void promise(std::string_view words, bool kept);
    void equal(std::string_view words, std::uint64_t found, std::uint64_t expected);

    // For promises about many things: the first of them that breaks it, or nothing.
    void none(std::string_view words, std::optional<std::uint64_t> offender);

    std::uint32_t kept() const { return kept_; }
    std::uint32_t broken() const { return broken_; }

private:
    std::uint32_t kept_ = 0;
    std::uint32_t broken_ = 0;
};

// What the verdicts rest on.
struct Evidence {
    farjump::BootInfo const& info;
    EntryState const& entry;
    DirectMap memory;
    page_walk::Tables tables;
    std::span<farjump::MemoryRange const> ranges;
};

Report every_promise(farjump::BootInfo const& info);

// All of [begin, begin + size) is in the direct map, mapped, and lies in memory of this kind.
bool lies_in(Evidence const& evidence, std::uint64_t begin, std::uint64_t size, farjump::MemoryKind kind);

// The bytes of a NUL-terminated string with its end, or 0 when it has none within 64 KiB or is not where the loader's
// things are.
std::size_t string_size(Evidence const& evidence, std::uint64_t begin);

// One topic each, in the file of its name. A topic may rely on the promises of those before it.
void processor(Report& report, Evidence const& evidence);
void memory_map(Report& report, Evidence const& evidence);
void page_tables(Report& report, Evidence const& evidence);
void paging(Report& report, Evidence const& evidence);
void boot_info(Report& report, Evidence const& evidence);
void firmware(Report& report, Evidence const& evidence);
void boot_disk(Report& report, Evidence const& evidence);
void clock(Report& report, Evidence const& evidence);
void seed(Report& report, Evidence const& evidence);
void traces(Report& report, Evidence const& evidence);
void processor_report(Report& report, Evidence const& evidence);
void history(Report& report, Evidence const& evidence);
void direct_map(Report& report, Evidence const& evidence);
void stack(Report& report, Evidence const& evidence);
void fault_report(Report& report, Evidence const& evidence);
void kernel_image(Report& report, Evidence const& evidence);
void placement(Report& report, Evidence const& evidence);
void usable_memory(Report& report, Evidence const& evidence, bool memory_as_promised);
void modules(Report& report, Evidence const& evidence);
void screen(Report& report, Evidence const& evidence);
void faults(Report& report, Evidence const& evidence);

} // namespace check
