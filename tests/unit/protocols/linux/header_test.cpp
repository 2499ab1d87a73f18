// SPDX-License-Identifier: BSD-2-Clause
// Tests the header of Linux kernels: fields, the versions that define them, and files that are none.
#include "tests/unit/protocols/linux/linux_file.hpp"

#include "stage2/talk/error_text.hpp"

#include <gtest/gtest.h>

namespace {

using errors::Code;
using linux_boot::Header;

void expect_refusal(Result<Header> const& header, Code code, std::array<std::uint64_t, 3> numbers = {})
{
    ASSERT_FALSE(header.has_value());
    EXPECT_EQ(header.error()->code, code) << error_text::why(header.error()).view();
    EXPECT_EQ(header.error()->numbers, numbers);
    EXPECT_EQ(header.error()->name, "/vmlinuz");
}

TEST(LinuxHeader, ReadsAKernelOfToday)
{
    LinuxFile const file;
    auto const header = file.parse();
    ASSERT_TRUE(header);
    EXPECT_EQ(header->version, 0x20F);
    EXPECT_EQ(header->setup_size, 40u * 512);
    EXPECT_EQ(header->protected_size, 8'000'000u);
    EXPECT_EQ(header->checked_size, 0u); // syssize is not the rest of the file
    EXPECT_EQ(header->command_line_size, 2047u);
    EXPECT_EQ(header->initrd_end, 0x8000'0000u);
    EXPECT_EQ(header->needed_begin, 0x100'0000u);
    EXPECT_EQ(header->needed_end, 0x437'8000u);
    EXPECT_TRUE(header->has_setup_data);
    EXPECT_EQ(linux_boot::version_text(*header, file.start()), "6.1.0-50-amd64");
}

TEST(LinuxHeader, KnowsWhichFilesHaveAChecksum)
{
    EXPECT_EQ((LinuxFile{.syssize = 500'000}.parse()->checked_size), 40u * 512 + 8'000'000);
    EXPECT_EQ((LinuxFile{.syssize = 499'999}.parse()->checked_size), 0u); // signed later
    EXPECT_EQ((LinuxFile{.version = 0x207, .syssize = 500'000}.parse()->checked_size), 0u);
}

// iPXE says 2.07, whose fields end at 248h, and has a jump that leads behind all fields of 2.15.
TEST(LinuxHeader, DoesNotReadFieldsOfLaterVersions)
{
    LinuxFile file{.version = 0x207, .header_end = 0x65, .initrd_addr_max = 0xFFFF'FFFF};
    auto const header = file.parse();
    ASSERT_TRUE(header);
    EXPECT_EQ(header->needed_begin, linux_boot::load_address);
    EXPECT_EQ(header->needed_end, linux_boot::load_address + 3 * 8'000'000);
    EXPECT_EQ(header->initrd_end, 0x3800'0000u); // kernels before 2.12 name more than they can use
    EXPECT_FALSE(header->has_setup_data);
    EXPECT_EQ(header->command_line_size, 2047u);
}

// memdisk says 2.03 and has other bytes where later versions have fields.
TEST(LinuxHeader, DoesNotReadBehindTheEndOfTheHeader)
{
    auto const header = LinuxFile{.version = 0x203, .header_end = 0x2E, .command_line_size = 7}.parse();
    ASSERT_TRUE(header);
    EXPECT_EQ(header->command_line_size, 255u);
    auto const cut = LinuxFile{.version = 0x20F, .header_end = 0x2E, .command_line_size = 7}.parse();
    ASSERT_TRUE(cut);
    EXPECT_EQ(cut->command_line_size, 255u);
    EXPECT_EQ(cut->needed_begin, linux_boot::load_address);
    auto const old = LinuxFile{.version = 0x202, .header_end = 0x2A}.parse();
    ASSERT_TRUE(old);
    EXPECT_EQ(old->initrd_end, 0x3800'0000u);
}

TEST(LinuxHeader, ComputesWhereTheKernelUnpacksItself)
{
    auto const needed = [](LinuxFile const& file) {
        auto const header = file.parse();
        return std::pair{header->needed_begin, header->needed_end - header->needed_begin};
    };
    using Pair = std::pair<std::uint64_t, std::uint64_t>;
    // 32 bits, relocatable: the first multiple of the alignment.
    EXPECT_EQ(needed({.alignment = 0x100'0000, .xloadflags = 4, .init_size = 0xFF'0000}),
              (Pair{0x100'0000, 0xFF'0000}));
    // memtest86+: not relocatable.
    EXPECT_EQ(
        needed({.version = 0x20C, .relocatable = 0, .xloadflags = 9, .pref_address = 0x10'0000, .init_size = 437'000}),
        (Pair{0x10'0000, 437'000}));
    // An alignment that is none.
    EXPECT_EQ(needed({.alignment = 3, .xloadflags = 4, .init_size = 100}), (Pair{0x10'0000, 100}));
    // A sum that leaves 64 bits does not become small.
    EXPECT_EQ(needed({.pref_address = ~0ull - 5, .init_size = 100}).second, 5u);
    EXPECT_EQ(needed({.pref_address = ~0ull - 5, .init_size = 100}).first, ~0ull - 5);
}

TEST(LinuxHeader, TakesFourSetupSectorsForNone)
{
    EXPECT_EQ((LinuxFile{.setup_sectors = 0}.parse()->setup_size), 5u * 512);
    EXPECT_EQ((LinuxFile{.setup_sectors = 64}.parse()->setup_size), 65u * 512);
}

TEST(LinuxHeader, RefusesWhatIsNoKernelForABios)
{
    auto const parse = [](std::vector<std::byte> const& file, std::uint64_t size) {
        return linux_boot::parse(Bytes{file}.first(std::min(file.size(), linux_boot::header_size)), size, "/vmlinuz");
    };
    std::vector<std::byte> other(4096);
    expect_refusal(parse(other, 4096), Code::linux_header_missing);
    expect_refusal(parse({}, 0), Code::linux_header_missing);
    other[0] = std::byte{'M'}, other[1] = std::byte{'Z'};
    expect_refusal(parse(other, 4096), Code::linux_for_uefi);
    expect_refusal(parse(LinuxFile{}.start(1023), 1023), Code::linux_cut, {1023, 1024});
    expect_refusal(LinuxFile{.version = 0x201}.parse(), Code::linux_too_old, {2, 1});
    expect_refusal(LinuxFile{.version = 0x200}.parse(), Code::linux_too_old, {2, 0});
    expect_refusal(LinuxFile{.loadflags = 0x80}.parse(), Code::linux_is_zimage);
    expect_refusal(LinuxFile{.setup_sectors = 65}.parse(), Code::linux_setup_too_long, {65});
    expect_refusal(LinuxFile{.protected_size = 0}.parse(), Code::linux_cut, {40 * 512, 40 * 512});
}

TEST(LinuxHeader, TellsTheLeastSizeOfTheFile)
{
    auto const with = [](std::uint16_t version, std::uint32_t size) {
        return LinuxFile{.version = version, .protected_size = size, .syssize = 500'000}.parse();
    };
    constexpr std::uint32_t size = 500'000 * 16, setup = 40 * 512;
    EXPECT_TRUE(with(0x20F, size));
    EXPECT_TRUE(with(0x20F, size - 15)); // rounded up, as memtest86+ and iPXE are
    expect_refusal(with(0x20F, size - 16), Code::linux_cut, {setup + size - 16, setup + size - 15});
    expect_refusal(with(0x204, 1000), Code::linux_cut, {setup + 1000, setup + size - 15});
    EXPECT_TRUE(with(0x203, 1000)); // whose field has 16 bits
}

TEST(LinuxHeader, ShowsOnlyAVersionThatIsText)
{
    auto file = LinuxFile{}.start();
    auto const header = *linux_boot::parse(Bytes{file}.first(linux_boot::header_size), 10'000'000, "/vmlinuz");
    EXPECT_EQ(linux_boot::version_text(header, Bytes{file}.first(0x400)), ""); // behind the setup code
    std::fill(file.begin() + 0x400, file.end(), std::byte{'x'});
    EXPECT_EQ(linux_boot::version_text(header, file), std::string(60, 'x'));
    file[0x403] = std::byte{0x1B};
    EXPECT_EQ(linux_boot::version_text(header, file), "xxx");
    auto none = header;
    none.kernel_version = 0;
    EXPECT_EQ(linux_boot::version_text(none, file), "");
}

} // namespace
