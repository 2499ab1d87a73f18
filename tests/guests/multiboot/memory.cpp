// SPDX-License-Identifier: BSD-2-Clause
// The memory map must describe the machine, not the loader: its usable ranges contain the kernel and the answer.

#include "tests/guests/multiboot/checks.hpp"
#include "tests/guests/multiboot/com1.hpp"

namespace guest {
namespace {

constexpr std::uint32_t MIB = 1 << 20, LAST_TYPE = 5;
constexpr std::uint16_t BDA_KIB = 0x413;

// Motorola MC146818; its bytes 34h and 35h count memory above 16 MiB in 64 KiB, and 30h and 31h that above 1 MiB in
// KiB, as QEMU, Bochs and others fill them.
constexpr std::uint16_t CMOS = 0x70;
constexpr std::uint32_t FIRMWARE_AT_THE_TOP = 2 << 10; // KiB that ACPI tables may take

std::uint32_t cmos_kib()
{
    auto const byte = [](std::uint8_t index) -> std::uint32_t {
        out8(CMOS, index);
        return in8(CMOS + 1);
    };
    auto const blocks = byte(0x34) | byte(0x35) << 8;
    if (blocks)
        return (16 << 10) + blocks * 64;
    auto const extended = byte(0x30) | byte(0x31) << 8;
    return extended ? 1024 + extended : 0;
}

void check_ranges(Report& report, Answer const& answer)
{
    std::uint64_t reached = 0;
    for (auto const& range : answer.ranges) {
        report.that(Topic::memory, "a range is not empty and does not wrap", range.base + range.size > range.base);
        report.that(Topic::memory, "type of a range", range.type >= 1 && range.type <= LAST_TYPE);
        report.that(Topic::memory, "ranges ascend without overlap", range.base >= reached);
        bool const is_over_devices = range.base < MIB && range.base + range.size > 0xA0000;
        report.that(Topic::memory, "A0000h to FFFFFh are not usable", range.type != USABLE || !is_over_devices);
        reached = range.base + range.size;
    }
}

// KiB of usable memory from this address up, without a hole.
std::uint64_t kib_from(Answer const& answer, std::uint64_t begin)
{
    std::uint64_t reached = begin;
    for (auto const& range : answer.ranges)
        if (range.type == USABLE && range.base <= reached && range.base + range.size > reached)
            reached = range.base + range.size;
    return (reached - begin) / 1024;
}

void check_amounts(Report& report, Answer const& answer)
{
    report.that(Topic::memory, "mem_lower and mem_upper are given", answer.amounts.has_value());
    if (!answer.amounts)
        return;
    auto const [record, lower, upper] = *answer.amounts;
    report.equal(Topic::memory, "mem_lower as in the map", kib_from(answer, 0), lower);
    report.equal(Topic::memory, "mem_upper as in the map", kib_from(answer, MIB), upper);
    report.that(Topic::memory, "mem_lower is not above the BIOS's",
                lower <= read<std::uint16_t>(address_of(entry_state.low_memory) + BDA_KIB));
    if (auto const all = cmos_kib()) {
        report.that(Topic::memory, "mem_upper is not above the CMOS's", upper + 1024 <= all);
        report.that(Topic::memory, "mem_upper is not far below the CMOS's", upper + 1024 + FIRMWARE_AT_THE_TOP >= all);
    }
}

} // namespace

void check_memory(Report& report, Answer const& answer)
{
    report.that(Topic::memory, "there is a map", answer.map_record && !answer.ranges.empty());
    check_ranges(report, answer);
    check_amounts(report, answer);
    report.that(Topic::memory, "the image is in usable memory", is_usable(answer, image()));
    for (auto const& each : expectation.segments)
        report.that(Topic::memory, "a segment is in usable memory",
                    is_usable(answer, {each.begin, each.begin + each.memory_size}));
    for (auto const& module : answer.modules)
        report.that(Topic::memory, "a module is in usable memory", is_usable(answer, module.bytes));
    for (auto const& piece : answer.pieces) {
        report.that(Topic::memory, "the information is in usable memory", is_usable(answer, piece.bytes));
        report.that(Topic::memory, "the information is not in the image", !piece.bytes.overlaps(image()));
        for (auto const& each : expectation.segments)
            report.that(Topic::memory, "the information is not in a segment",
                        !piece.bytes.overlaps({each.begin, each.begin + each.memory_size}));
    }
}

} // namespace guest
