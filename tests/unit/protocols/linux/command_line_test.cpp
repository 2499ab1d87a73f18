// SPDX-License-Identifier: BSD-2-Clause
// Tests the command line of Linux kernels: it arrives as written or not at all. And the words that are for the loader.
#include "stage2/protocols/linux/command_line.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using errors::Code;
using linux_boot::memory_end;
using linux_boot::video_mode;
using Settings = std::vector<boot_entry::Setting>;

constexpr auto unlimited = ~std::uint64_t{0};

struct LinuxCommandLine : testing::Test {
    Result<std::string_view> write(Settings const& settings, std::uint32_t most = 2047)
    {
        return linux_boot::write_command_line(room, {"linux", "/vmlinuz"}, settings, most);
    }

    std::array<char, 8192> room{};
};

TEST_F(LinuxCommandLine, KeepsEachByteOfTheOptions)
{
    auto const line =
        write({{"options", "root=UUID=1  a=\"b  c\" dyndbg='x\\y' \xFF\t."}, {"initrd", "/i"}, {"options", "quiet"}});
    ASSERT_TRUE(line);
    EXPECT_EQ(*line, "BOOT_IMAGE=/vmlinuz root=UUID=1  a=\"b  c\" dyndbg='x\\y' \xFF\t. quiet");
    EXPECT_EQ(line->data()[line->size()], '\0');
    EXPECT_EQ(*write({}), "BOOT_IMAGE=/vmlinuz");
    EXPECT_EQ(*linux_boot::write_command_line(room, {"linux", "k"}, {}, 255), "BOOT_IMAGE=/k");
}

TEST_F(LinuxCommandLine, NamesACountedEntryBeforeTheOptions)
{
    Settings const options{{"options", "quiet -- single"}};
    auto const name_in = [&](std::string_view entry, std::uint32_t most = 2047) {
        return linux_boot::write_command_line(room, {"linux", "/k"}, options, most, entry);
    };
    EXPECT_EQ(*name_in("debian+2-1.conf"), "BOOT_IMAGE=/k farjump.entry=debian+2-1.conf quiet -- single");
    EXPECT_EQ(*name_in("my own+2-1.conf"), "BOOT_IMAGE=/k farjump.entry=\"my own+2-1.conf\" quiet -- single");
    EXPECT_EQ(*name_in(""), "BOOT_IMAGE=/k quiet -- single");
    EXPECT_EQ(name_in("debian+2-1.conf", 58).error()->numbers, (std::array<std::uint64_t, 3>{59, 58, 0}));
    EXPECT_TRUE(name_in("debian+2-1.conf", 59));
}

TEST_F(LinuxCommandLine, RefusesALineThatTheKernelWouldCut)
{
    std::string const whole(2047 - std::string_view("BOOT_IMAGE=/vmlinuz ").size(), 'x');
    ASSERT_TRUE(write({{"options", whole}}));
    EXPECT_EQ(write({{"options", whole}})->size(), 2047u);
    auto const longer = whole + 'x';
    auto const line = write({{"options", longer}});
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error()->code, Code::linux_command_line_long);
    EXPECT_EQ(line.error()->numbers, (std::array<std::uint64_t, 3>{2048, 2047, 0}));
}

TEST_F(LinuxCommandLine, IsLimitedByItsRoomAsWell)
{
    std::string const text(8191 - std::string_view("BOOT_IMAGE=/vmlinuz ").size(), 'x');
    EXPECT_EQ(write({{"options", text}}, 100'000)->size(), 8191u);
    auto const longer = text + 'x';
    auto const line = write({{"options", longer}}, 100'000);
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error()->numbers, (std::array<std::uint64_t, 3>{8192, 8191, 0}));
}

TEST_F(LinuxCommandLine, RefusesOptionsThatOnlyGrubExpands)
{
    auto const line = write({{"options", "$kernelopts"}});
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error()->code, Code::linux_options_unexpanded);
    EXPECT_TRUE(write({{"options", "$kernelopts root=/dev/sda1"}}));
    EXPECT_TRUE(write({{"options", "$kernelopts"}, {"options", "root=/dev/sda1"}}));
    EXPECT_TRUE(write({{"options", "root=/dev/sda1"}, {"options", "$kernelopts"}}));
    EXPECT_TRUE(write({{"options", "ro $tuned_params"}}));
}

TEST(LinuxVideoMode, IsTheLastWord)
{
    EXPECT_EQ(video_mode("quiet"), 0xFFFF);
    EXPECT_EQ(video_mode("a vga=normal"), 0xFFFF);
    EXPECT_EQ(video_mode("vga=ext b"), 0xFFFE);
    EXPECT_EQ(video_mode("vga=ask"), 0xFFFD);
    EXPECT_EQ(video_mode("vga=current"), 0x0F04);
    EXPECT_EQ(video_mode("vga=0x317"), 0x317);
    EXPECT_EQ(video_mode("vga=791"), 791);
    EXPECT_EQ(video_mode("vga=0417"), 0417);
    EXPECT_EQ(video_mode("vga=0"), 0);
    EXPECT_EQ(video_mode("vga=ask vga=0x301"), 0x301);
    EXPECT_EQ(video_mode("novga=ask xvga=1"), 0xFFFF);
    EXPECT_EQ(video_mode("a=\" vga=ask \" b"), 0xFFFF); // within quotes
}

TEST(LinuxVideoMode, IsNormalIfItIsNoMode)
{
    for (auto const* const line :
         {"vga=", "vga=0x", "vga=0x10000", "vga=317h", "vga=-1", "vga=08", "vga=99999999999999999999"})
        EXPECT_EQ(video_mode(line), 0xFFFF) << line;
}

TEST(LinuxMemoryEnd, IsTheSmallestWord)
{
    EXPECT_EQ(memory_end("quiet"), unlimited);
    EXPECT_EQ(memory_end("mem=128M"), 128u << 20);
    EXPECT_EQ(memory_end("mem=1g mem=0x200000k mem=2G"), 1u << 30);
    EXPECT_EQ(memory_end("mem=67108864"), 64u << 20);
    EXPECT_EQ(memory_end("mem=4t"), 4ull << 40);
    EXPECT_EQ(memory_end("memmap=1M mem =2M xmem=1M"), unlimited);
}

TEST(LinuxMemoryEnd, IgnoresWhatIsNoSize)
{
    for (auto const* const line : {"mem=nopentium", "mem=", "mem=M", "mem=1MB", "mem=18446744073709551616",
                                   "mem=99999999E", "mem=0x", "mem=12 3M"})
        EXPECT_EQ(memory_end(line), line == std::string_view("mem=12 3M") ? 12 : unlimited) << line;
}

} // namespace
