// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the kernel's own segments: addresses and rights of the ELF file, and the right contents.
// boot_info.hpp, kernel_virtual; docs/boot-info.md, "Virtual layout".

#include "kernel/check/check.hpp"

#include "kernel/check/sample_data.hpp"

#include <array>
#include <utility>

// From kernel.ld.
extern "C" std::byte const kernel_begin[], kernel_end[], kernel_entry[];
extern "C" std::byte const kernel_text_begin[], kernel_text_end[];
extern "C" std::byte const kernel_rodata_begin[], kernel_rodata_end[];
extern "C" std::byte const kernel_data_begin[], kernel_data_end[];

namespace check {
namespace {

std::uint64_t address_of(std::byte const* symbol)
{
    return reinterpret_cast<std::uint64_t>(symbol);
}

struct Segment {
    std::string_view promise;
    std::byte const* begin;
    std::byte const* end;
    page_walk::Rights rights;
};

constexpr auto segments = std::to_array<Segment>({
    {"the kernel's code can be read and executed, not written",
     kernel_text_begin,
     kernel_text_end,
     {.writable = false, .executable = true, .user = false}},
    {"the kernel's constants can be read, not written or executed",
     kernel_rodata_begin,
     kernel_rodata_end,
     {.writable = false, .executable = false, .user = false}},
    {"the kernel's variables can be read and written, not executed",
     kernel_data_begin,
     kernel_data_end,
     {.writable = true, .executable = false, .user = false}},
});

// The first page that is not at its place behind kernel_physical, or has other rights than its segment.
std::optional<std::uint64_t> first_wrong_page(Evidence const& evidence, Segment const& segment)
{
    auto const& info = evidence.info;
    auto expected = segment.rights;
    expected.executable = expected.executable || !info.no_execute; // without NX each readable page is executable
    for (auto address = address_of(segment.begin); address < address_of(segment.end); address += page_size) {
        auto const page = evidence.tables.page_at({address});
        if (!page || page->rights != expected)
            return address;
        if (evidence.tables.physical_of({address}) != PhysAddr{info.kernel_physical + (address - info.kernel_virtual)})
            return address;
    }
    return std::nullopt;
}

} // namespace

void kernel_image(Report& report, Evidence const& evidence)
{
    auto const& info = evidence.info;
    report.equal("kernel_virtual is where the kernel was linked to", info.kernel_virtual, address_of(kernel_begin));
    report.equal("kernel_size is the size of its segments", info.kernel_size,
                 address_of(kernel_end) - address_of(kernel_begin));
    report.equal("kernel_entry is the ELF entry point", info.kernel_entry, address_of(kernel_entry));
    report.equal("kernel_physical and kernel_size are multiples of 4096",
                 (info.kernel_physical | info.kernel_size) % page_size, 0);
    for (auto const& segment : segments)
        report.none(segment.promise, first_wrong_page(evidence, segment));
    report.none("constants arrived as they were linked", sample_data::first_wrong_constant());
    report.none("variables arrived with their initial values", sample_data::first_wrong_variable());
    report.none("variables without initial values (.bss) arrived as 0", sample_data::first_nonzero());
}

} // namespace check
