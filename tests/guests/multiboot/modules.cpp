// SPDX-License-Identifier: BSD-2-Clause
// Each module carries its number, its size, the words of its command line and a sum (multiboot_kernels.py makes them).

#include "tests/guests/multiboot/checks.hpp"

namespace guest {
namespace {

constexpr std::uint32_t PAGE = 4096;

struct Head {
    char magic[8];
    std::uint32_t number, size, sum; // of all bytes behind the head
    char path[64], words[64];
};

std::uint32_t sum_of(Block block)
{
    std::uint32_t sum = 0;
    for (auto address = block.begin; address < block.end; ++address)
        sum = sum * 33 + read<std::uint8_t>(address);
    return sum;
}

void check_bytes(Report& report, Module const& module, std::uint32_t number)
{
    auto const [begin, end] = module.bytes;
    report.equal(Topic::modules, "a module begins with a page", 0, begin % PAGE);
    report.that(Topic::modules, "a module has room for its head", begin < end && end - begin >= sizeof(Head));
    if (begin >= end || end - begin < sizeof(Head))
        return;
    auto const head = read<Head>(begin);
    bool const is_module = !__builtin_memcmp(head.magic, "MBMODULE", 8);
    report.that(Topic::modules, "a module's magic", is_module);
    report.equal(Topic::modules, "number of a module", number, head.number);
    report.equal(Topic::modules, "size of a module", head.size, end - begin);
    if (is_module && head.size == end - begin)
        report.equal(Topic::modules, "sum of a module", head.sum, sum_of({begin + sizeof(Head), end}));
}

void check_neighbours(Report& report, Answer const& answer, std::uint32_t number)
{
    auto const block = answer.modules[number].bytes;
    report.that(Topic::modules, "a module is not in the image", !block.overlaps(image()));
    for (auto const& each : expectation.segments)
        report.that(Topic::modules, "a module is not in a segment",
                    !block.overlaps({each.begin, each.begin + each.memory_size}));
    for (auto const& piece : answer.pieces)
        report.that(Topic::modules, "a module is not in the information", !block.overlaps(piece.bytes));
    for (auto const& other : answer.modules.first(number))
        report.that(Topic::modules, "modules do not overlap", !block.overlaps(other.bytes));
}

} // namespace

void check_modules(Report& report, Answer const& answer)
{
    report.equal(Topic::modules, "modules", expectation.modules, answer.modules.size());
    for (std::uint32_t number = 0; number < answer.modules.size(); ++number) {
        check_bytes(report, answer.modules[number], number);
        check_neighbours(report, answer, number);
    }
}

} // namespace guest
