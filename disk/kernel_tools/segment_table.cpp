// SPDX-License-Identifier: BSD-2-Clause
// A line for each segment, in columns.
#include "disk/kernel_tools/segment_table.hpp"

#include "disk/host/words.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "longmode/paging.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace segment_table {
namespace {

using namespace report_text;
using words::decimal;
using words::size;
using std::string;

// The size of the largest page that fits in a segment. A kernel of the lower half is mapped at its physical address, so
// that any page size is possible; for others the loader aligns memory to at most 2 MiB. If the previous segment has a
// part in the first page, up to `mapped_end`, that page is mapped with it.
char const* pages(Kernel const& kernel, elf::Segment const& segment, std::uint64_t mapped_end)
{
    static constexpr char const* names[] = {"", "4 KiB", "2 MiB", "1 GiB"};
    static_assert(std::size(names) == paging::highest_page_level + 1);
    auto const begin = std::max(round_down(segment.address.value, paging::page_size), mapped_end) + kernel.place.slide;
    auto const length = round_up(segment.end().value + kernel.place.slide, paging::page_size) - begin;
    auto const fits = [&](std::uint64_t page) { return round_up(begin, page) - begin + page <= length; };
    int level = kernel.in_lower_half ? paging::highest_page_level : suits_large_pages(kernel.place) ? 2 : 1;
    while (level > 1 && !fits(paging::page_size_of(level)))
        --level;
    return names[level];
}

// Each mapped page is readable.
string rights(elf::Rights rights)
{
    using enum elf::Rights;
    return {'R', has(rights, write) ? 'W' : '-', has(rights, execute) ? 'X' : '-'};
}

using Row = std::array<string, 7>;

string line(Row const& row)
{
    return right(row[0], 9) + right(row[1], 19) + right(row[2], 13) + right(row[3], 13) + right(row[4], 13) + "  " +
           left(row[5], 8) + row[6] + '\n';
}

} // namespace

bool suits_large_pages(placement::Place const& place)
{
    return place.size >= paging::large_page_size && place.begin.value % paging::large_page_size == 0;
}

string describe(Kernel const& kernel)
{
    auto lines = line({"segment", "address", "in memory", "in file", "from byte", "rights", "pages"});
    std::uint64_t mapped_end = 0;
    for (auto const& segment : kernel.image.segments()) {
        lines +=
            line({decimal(segment.number), hex(segment.address), size(segment.memory_size), size(segment.file_size),
                  decimal(segment.file_offset), rights(segment.rights), pages(kernel, segment, mapped_end)});
        mapped_end = round_up(segment.end().value, paging::page_size);
    }
    return lines;
}

} // namespace segment_table
