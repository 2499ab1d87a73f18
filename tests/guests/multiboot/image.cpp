// SPDX-License-Identifier: BSD-2-Clause
// The bytes of the image: code and constants by their sum, further segments by a formula, and zeros behind them.

#include "tests/guests/multiboot/checks.hpp"

namespace guest {
namespace {

// The first address in [begin, end) whose byte is not as `expected` says; `end` if there is none.
template <typename Expected>
Address first_wrong(Block block, Expected expected)
{
    auto address = block.begin;
    while (address < block.end && read<std::uint8_t>(address) == expected(address))
        ++address;
    return address;
}

// The .bss can have 64 MiB.
Address first_nonzero(Block block)
{
    std::uint32_t words = (block.end - block.begin) / 4;
    auto address = block.begin;
    asm volatile("cmp %%eax, %%eax; repe scasl; je 1f; subl $4, %0; 1:"
                 : "+D"(address), "+c"(words)
                 : "a"(0)
                 : "cc", "memory");
    return address;
}

} // namespace

void check_bss(Report& report)
{
    Block const bss{address_of(bss_begin), address_of(bss_end)};
    report.equal(Topic::bss, "first byte of .bss that is not zero", bss.end, first_nonzero(bss));
}

void check_image(Report& report, Answer const& answer)
{
    std::uint32_t sum = 0;
    for (auto address = address_of(image_begin); address < address_of(text_end); address += 4)
        sum += read<std::uint32_t>(address);
    report.equal(Topic::image, "sum of code and constants", expectation.text_sum, sum);

    for (auto const& each : expectation.segments) {
        auto const file_end = each.begin + each.file_size, end = each.begin + each.memory_size;
        report.equal(Topic::image, "bytes of a segment", file_end, first_wrong({each.begin, file_end}, known_byte));
        report.equal(Topic::image, "zeros of a segment", end,
                     first_wrong({file_end, end}, [](Address) -> std::uint8_t { return 0; }));
    }

    report.that(Topic::base, "the image is where its header allows", expectation.allowed.contains(image()));
    if (!expectation.relocatable)
        report.equal(Topic::base, "address of the image", expectation.link_base, image().begin);
    Address lowest = image().begin;
    for (auto const& each : expectation.segments)
        if (each.memory_size && each.begin < lowest)
            lowest = each.begin;
    if (expectation.protocol == 2) {
        report.that(Topic::base, "the load base is given", answer.load_base.has_value());
        if (answer.load_base)
            report.equal(Topic::base, "load base", lowest, *answer.load_base);
    }
}

} // namespace guest
