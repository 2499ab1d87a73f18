// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/multiboot/report.hpp"

#include "tests/guests/multiboot/com1.hpp"

#include <iterator>

namespace guest {
namespace {

constexpr char const* NAMES[] = {"state", "segments", "a20",    "stack",   "pic",     "firmware", "bss",
                                 "image", "info",     "memory", "modules", "strings", "device",   "screen",
                                 "vbe",   "acpi",     "smbios", "apm",     "symbols", "base",     "padding"};
static_assert(std::size(NAMES) == static_cast<std::size_t>(Topic::count));

} // namespace

char const* name_of(Topic topic)
{
    return NAMES[static_cast<std::size_t>(topic)];
}

void Report::equal(Topic topic, char const* what, std::uint64_t expected, std::uint64_t found)
{
    ++checks_;
    if (expected == found)
        return;
    ++failures_;
    ++failures_of_[static_cast<unsigned>(topic)];
    if (is_silent_)
        return;
    com1::print("MB FAIL ", name_of(topic), ": ", what, ": expected ");
    com1::print_hex(expected);
    com1::print(", found ");
    com1::print_hex(found);
    com1::print("\n");
}

} // namespace guest
