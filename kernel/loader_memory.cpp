// Questions about what the boot information points at.

#include "kernel/loader_memory.hpp"

#include "kernel/memory_ranges.hpp"

namespace loader_memory {
namespace {

constexpr std::size_t longest_string = 64_KiB;

} // namespace

bool holds(check::Evidence const& evidence, std::uint64_t begin, std::uint64_t size)
{
    if (size == 0 || !evidence.memory.contains({begin}) || begin + size < begin)
        return false;
    for (auto page = round_down(begin, 4_KiB); page < begin + size; page += 4_KiB)
        if (!evidence.tables.page_at({page}))
            return false;
    auto const physical = evidence.tables.physical_of({begin})->value;
    return memory_ranges::covered_by(evidence.ranges, physical, physical + size, farjump::MemoryKind::loader);
}

std::size_t string_size(check::Evidence const& evidence, std::uint64_t begin)
{
    for (std::size_t size = 0; size < longest_string; ++size) {
        auto const address = begin + size;
        if ((size == 0 || address % 4_KiB == 0) && !holds(evidence, address, 1))
            return 0;
        if (*reinterpret_cast<char const*>(address) == '\0')
            return size + 1;
    }
    return 0;
}

} // namespace loader_memory
