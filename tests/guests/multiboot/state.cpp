// SPDX-License-Identifier: BSD-2-Clause
// "Multiboot Specification version 0.6.96", "Machine state" (3.2); "Multiboot2 Specification 2.0", "I386 machine state"
// (3.3); Intel SDM volume 3, "Segment Descriptors" (3.4.5).

#include "tests/guests/multiboot/checks.hpp"

namespace guest {
namespace {

constexpr std::uint32_t MAGIC[] = {0x2BADB002, 0x36D76289};
constexpr std::uint32_t PROTECTED_MODE = 1U << 0, PAGING = 1U << 31;
constexpr std::uint32_t INTERRUPTS = 1 << 9, DOWNWARDS = 1 << 10, VIRTUAL_8086 = 1 << 17;

// As LAR gives them: type, S, P, D/B, G. The bit "accessed" does not count.
constexpr std::uint32_t RIGHTS = 0x00C0'9E00;
constexpr std::uint32_t CODE = 0x00C0'9A00, DATA = 0x00C0'9200;

std::uint32_t base_of(Address descriptor)
{
    return (read<std::uint32_t>(descriptor + 2) & 0xFF'FFFF) | std::uint32_t{read<std::uint8_t>(descriptor + 7)} << 24;
}

// The table may be gone: only a descriptor with the rights that the processor knows is the one that was loaded.
void check_base(Report& report, Segment const& segment)
{
    auto const table = std::uint32_t{entry_state.gdt_base_high} << 16 | entry_state.gdt_base_low;
    if (segment.selector & 4 || (segment.selector | 7) > entry_state.gdt_limit)
        return;
    auto const descriptor = table + (segment.selector & ~7U);
    if ((read<std::uint32_t>(descriptor + 4) & 0x00F0'FF00) != (segment.rights & 0x00F0'FF00))
        return;
    report.equal(Topic::segments, "base of a segment", 0, base_of(descriptor));
}

} // namespace

void check_state(Report& report)
{
    report.equal(Topic::state, "EAX", MAGIC[expectation.protocol - 1], entry_state.eax);
    report.that(Topic::state, "CR0.PE is set", entry_state.cr0 & PROTECTED_MODE);
    report.that(Topic::state, "CR0.PG is clear", !(entry_state.cr0 & PAGING));
    report.equal(Topic::state, "CR4, which no BIOS sets", 0, entry_state.cr4);
    report.equal(Topic::state, "EFLAGS: VM, DF, IF", 0, entry_state.eflags & (INTERRUPTS | DOWNWARDS | VIRTUAL_8086));
    report.that(Topic::a20, "A20 is open", entry_state.a20_is_open == 1);
    // A PC's BIOS leaves at least the timer, the keyboard and the cascade open.
    report.that(Topic::pic, "some interrupt of the first PIC is open", entry_state.pic_masks[0] != 0xFF);
    report.that(Topic::pic, "some interrupt of the second PIC is open", entry_state.pic_masks[1] != 0xFF);
}

void check_segments(Report& report)
{
    for (auto const& segment : entry_state.segments) {
        bool const is_code = &segment == &entry_state.segments[CS];
        report.equal(Topic::segments, "rights of a segment", is_code ? CODE : DATA, segment.rights & RIGHTS);
        report.equal(Topic::segments, "limit of a segment", 0xFFFF'FFFF, segment.limit);
        check_base(report, segment);
    }
}

bool a20_is_open()
{
    static std::uint32_t probe = 0x5A5A'1234;
    auto* const here = static_cast<std::uint32_t volatile*>(&probe);
    auto* const alias = reinterpret_cast<std::uint32_t volatile*>(address_of(&probe) ^ 1U << 20);
    auto const before = *here;
    *here = ~*alias;
    bool const is_open = *alias != *here;
    *here = before;
    return is_open;
}

} // namespace guest
