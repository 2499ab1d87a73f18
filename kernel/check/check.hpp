// SPDX-License-Identifier: BSD-2-Clause
// Runs the self-check, which verifies the promises of boot_info.hpp and docs/boot-info.md, and prints one line for
// each.
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

// Prints each promise, kept or broken, and counts both.
class Report {
public:
    void promise(std::string_view words, bool kept);
    void equal(std::string_view words, std::uint64_t found, std::uint64_t expected);

    // For a promise about many objects: `offender` is the first that breaks it, if any does.
    void none(std::string_view words, std::optional<std::uint64_t> offender);

    std::uint32_t kept() const { return kept_; }
    std::uint32_t broken() const { return broken_; }

private:
    std::uint32_t kept_ = 0;
    std::uint32_t broken_ = 0;
};

// The input of all checks.
struct Evidence {
    farjump::BootInfo const& info;
    EntryState const& entry;
    DirectMap memory;
    page_walk::Tables tables;
    std::span<farjump::MemoryRange const> ranges;
};

Report every_promise(farjump::BootInfo const& info);

// True if all of [begin, begin + size) is a mapped part of the direct map and memory of this kind.
bool lies_in(Evidence const& evidence, std::uint64_t begin, std::uint64_t size, farjump::MemoryKind kind);

// The size of a NUL-terminated string with its NUL; 0 if there is no NUL within 64 KiB, or if the string is not in
// memory of kind loader.
std::size_t string_size(Evidence const& evidence, std::uint64_t begin);

// One topic each, in the file of its name. A topic may rely on what the topics before it have checked.
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
void processors(Report& report, Evidence const& evidence);
void boot_state(Report& report, Evidence const& evidence);
void faults(Report& report, Evidence const& evidence);

} // namespace check
