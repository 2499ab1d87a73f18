// SPDX-License-Identifier: BSD-2-Clause
// Examines damaged Linux and Multiboot kernels, each with one bit wrong: whatever their headers say, each is refused or
// described, and nothing outside of the file is read (the sanitizers watch).
#include "disk/kernel_tools/guest_verdict.hpp"

#include "disk/kernel_tools/guest_file.hpp"
#include "disk/kernel_tools/linux_report.hpp"
#include "disk/kernel_tools/multiboot_report.hpp"
#include "tests/unit/disk/guest_files.hpp"

#include <gtest/gtest.h>

#include <set>

using namespace guest_files;

namespace {

// The codes of all refusals; 0: a good kernel.
using Seen = std::set<int>;

template <typename T>
int code_of(Result<T> const& result)
{
    return result ? 0 : std::to_underlying(result.error()->code);
}

template <typename Describe>
Seen flip_bits(File const& file, std::pair<std::size_t, std::size_t> range, Describe const& describe)
{
    Seen seen;
    for (auto at = range.first; at < range.second; ++at)
        for (int bit = 0; bit < 8; ++bit) {
            auto damaged = file;
            damaged[at] ^= static_cast<std::byte>(1 << bit);
            seen.insert(describe(damaged));
        }
    return seen;
}

int describe_linux(File const& file)
{
    auto const kernel = guest_verdict::examine_linux(file, "k");
    if (!kernel)
        return code_of(kernel);
    EXPECT_FALSE(linux_report::describe(*kernel, "linux").empty());
    return code_of(guest_verdict::fits(*kernel, 128));
}

int describe_multiboot(File const& file)
{
    auto const kernel = guest_verdict::examine_multiboot(file, 0, "k");
    if (!kernel)
        return code_of(kernel);
    EXPECT_FALSE(multiboot_report::describe(*kernel).empty());
    return code_of(guest_verdict::fits(*kernel, 128));
}

} // namespace

TEST(GuestVerdict, HoldsForDamagedLinuxKernels)
{
    auto const seen = flip_bits(Linux{.protected_size = 4096}.file(), {0x1F1, 0x270}, describe_linux);
    EXPECT_EQ(seen, (Seen{0, 841, 843, 844, 845, 846, 849}));
}

TEST(GuestVerdict, HoldsForDamagedMultibootKernels)
{
    auto const elf = Elf32{}.file(header_2({tag(1, false, {3}), tag(5, true, {1024, 768, 32}), tag(6, false),
                                            tag(10, false, {0x20'0000, 0x600'0000, 0x1000, 1})}));
    auto seen = flip_bits(elf, {0, 84}, describe_multiboot);          // ELF and program header
    seen.merge(flip_bits(elf, {0x2100, 0x2178}, describe_multiboot)); // sections
    seen.merge(flip_bits(elf, {header_at, header_at + 112}, describe_multiboot));
    for (auto const code : {0, 861, 863, 864, 865, 867, 868, 869})
        EXPECT_TRUE(seen.contains(code)) << code;
    auto const addresses = header_1(7 | 1 << 16, {0x10'0000 + header_at, 0x10'0000, 0x10'1000, 0x10'2000, 0x10'0200});
    seen = flip_bits(flat(addresses), {header_at, header_at + 48}, describe_multiboot);
    EXPECT_EQ(seen, (Seen{0, 861, 866, 869, 871}));
}

TEST(GuestVerdict, LeastMemoryIsTheBorder)
{
    auto const linux_file = Linux{}.file(), multiboot_file = Elf32{.physical = 40 << 20}.file(header_1(0));
    auto const linux_kernel = guest_verdict::examine_linux(linux_file, "k").value();
    auto const multiboot_kernel = guest_verdict::examine_multiboot(multiboot_file, 1, "k").value();
    EXPECT_EQ(guest_verdict::least_mib(linux_kernel), 40u);
    EXPECT_EQ(guest_verdict::least_mib(multiboot_kernel), 41u);
    EXPECT_EQ(code_of(guest_verdict::fits(linux_kernel, 39)), 849);
    EXPECT_EQ(code_of(guest_verdict::fits(multiboot_kernel, 40)), 871);
    auto const nowhere = Elf32{.physical = 0xF000'0000}.file(header_1(0));
    EXPECT_EQ(guest_verdict::least_mib(guest_verdict::examine_multiboot(nowhere, 1, "k").value()), std::nullopt);
}

TEST(GuestVerdict, RecognisesTheProtocolAsTheLoaderDoes)
{
    using enum guest_file::Protocol;
    EXPECT_EQ(guest_file::of_refused(Linux{}.file(), "k"), linux);
    EXPECT_EQ(guest_file::of_refused(Elf32{}.file(header_1(0)), "k"), multiboot);
    EXPECT_EQ(guest_file::of_refused(flat(header_2({})), "k"), multiboot);
    EXPECT_EQ(guest_file::of_refused(File(100), "k"), none);
    EXPECT_EQ(guest_file::of_refused({}, "k"), none);
}
