// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the stack the kernel starts on: boot_info.hpp, stack_base; docs/boot-info.md, "State of the
// machine".

#include "kernel/check/check.hpp"

#include "kernel/memory/memory_ranges.hpp"
#include "kernel/notes/wishes.hpp"

namespace check {
namespace {

using farjump::MemoryKind;

// The first page of the stack that is not mapped, has wrong rights, or is not memory of kind loader.
std::optional<std::uint64_t> first_wrong_page(Evidence const& evidence)
{
    auto const& info = evidence.info;
    for (auto address = info.stack_base; address < info.stack_base + info.stack_size; address += page_size) {
        auto const page = evidence.tables.page_at({address});
        if (!page || !page->rights.writable || (info.no_execute && page->rights.executable))
            return address;
        auto const physical = evidence.tables.physical_of({address})->value;
        if (!memory_ranges::covered_by(evidence.ranges, physical, physical + page_size, MemoryKind::loader))
            return address;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> first_mapped_guard(Evidence const& evidence)
{
    auto const& info = evidence.info;
    for (auto address = info.stack_base - info.stack_guard_size; address < info.stack_base; address += page_size)
        if (evidence.tables.page_at({address}))
            return address;
    return std::nullopt;
}

// The size that the kernel asked for, or the default.
constexpr std::uint64_t wished(std::uint32_t size)
{
    return size != 0 ? size : 64_KiB;
}

} // namespace

void stack(Report& report, Evidence const& evidence)
{
    auto const& info = evidence.info;
    auto const rsp = evidence.entry.rsp;
    bool const inside = rsp >= info.stack_base && rsp - info.stack_base <= info.stack_size - sizeof(std::uint64_t);
    report.promise("RSP lies in the stack", inside);
    report.equal("RSP + 8 is aligned to 16 bytes, as after a CALL", (rsp + 8) % 16, 0);
    if (inside)
        report.equal("the return address on the stack is 0", *reinterpret_cast<std::uint64_t const*>(rsp), 0);
    report.equal("the stack is as large as wished", info.stack_size, wished(wishes.stack_size));
    report.equal("so is the guard below it", info.stack_guard_size, wished(wishes.stack_guard_size));
    report.promise("the stack is nearly empty", inside && rsp + 64 >= info.stack_base + info.stack_size);
    report.none("the stack is writable, not executable, and in memory of kind loader", first_wrong_page(evidence));
    report.promise("the guard below the stack is one whole page or more",
                   info.stack_guard_size >= page_size && (info.stack_base | info.stack_guard_size) % page_size == 0);
    report.none("nothing is mapped in the guard", first_mapped_guard(evidence));
}

} // namespace check
