// SPDX-License-Identifier: BSD-2-Clause
// Tests the program farjump-entry: the lines that it writes, what it keeps, and what it refuses.
#include "disk/kernel_tools/sealing.hpp"
#include "stage2/checksums/file_sum.hpp"
#include "tests/unit/disk/guest_files.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/tool.hpp"

#include <gtest/gtest.h>

#include <cstdio>

using namespace guest_files;
using elf_builder::write_file;
using std::string;

namespace {

string sum_of(File const& file)
{
    FileSum sum{wide_sum::add_by_words};
    sum.add(file);
    char text[32];
    std::snprintf(text, sizeof text, "wide:%08X", sum.value());
    return text;
}

File bytes_of(string const& text)
{
    auto const bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

class EntryTool : public testing::Test {
protected:
    EntryTool()
    {
        std::filesystem::create_directories(root_ / "boot/my modules");
        put("boot/vmlinuz", kernel_);
        put("boot/initrd.img", initrd_);
        put("boot/my modules/a font.psf", font_);
    }

    void put(string const& name, File const& content) { write_file(root_ / name, content); }

    tool::Outcome checksum(string const& entry, string const& options = "")
    {
        write_file(entry_, bytes_of(entry));
        return tool::run("build/farjump-entry checksum --root " + root_.string() + ' ' + options + entry_.string());
    }

    void expect_text(string const& entry, string const& due)
    {
        auto const outcome = checksum(entry);
        EXPECT_EQ(outcome.status, 0);
        EXPECT_EQ(outcome.output, due);
        EXPECT_EQ(elf_builder::read_file(entry_), bytes_of(entry)) << "without --in-place nothing is written";
    }

    void expect_refused(string const& entry, string const& why, string const& hint = "")
    {
        auto const outcome = checksum(entry, "--in-place ");
        EXPECT_EQ(outcome.status, 1) << outcome.output;
        EXPECT_NE(outcome.output.find("farjump-entry: " + why), string::npos) << outcome.output;
        EXPECT_NE(outcome.output.find("\nhint: " + hint), string::npos) << outcome.output;
        EXPECT_EQ(elf_builder::read_file(entry_), bytes_of(entry));
    }

    File const kernel_ = Linux{}.file(), initrd_ = bytes_of("initrd"), font_ = bytes_of("font");
    string const kernel_sum_ = "checksum " + sum_of(kernel_) + " /boot/vmlinuz\n";
    string const initrd_sum_ = "checksum " + sum_of(initrd_) + " /boot/initrd.img\n";
    string const font_sum_ = "checksum " + sum_of(font_) + " /boot/my modules/a font.psf\n";
    elf_builder::TemporaryDirectory directory_;
    std::filesystem::path root_ = directory_ / "root", entry_ = directory_ / "entry.conf";
};

} // namespace

TEST_F(EntryTool, PrintsChecksumsOfFiles)
{
    auto const path = (root_ / "boot/initrd.img").string(), kernel = (root_ / "boot/vmlinuz").string();
    auto const outcome = tool::run("build/farjump-entry checksum " + path + ' ' + kernel);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.output, sum_of(initrd_) + "  " + path + '\n' + sum_of(kernel_) + "  " + kernel + '\n');
    auto const missing = tool::run("build/farjump-entry checksum " + path + "x");
    EXPECT_EQ(missing.status, 1);
    EXPECT_NE(missing.output.find("cannot read " + path + "x: No such file"), string::npos) << missing.output;
}

TEST_F(EntryTool, AddsLinesForKernelInitrdsAndModules)
{
    string const entry = "title Linux\nlinux /boot/vmlinuz\ninitrd /boot/initrd.img $tuned_initrd /boot/initrd.img\n"
                         "module boot/my modules/a font.psf\noptions quiet\n";
    expect_text(entry, entry + kernel_sum_ + initrd_sum_ + font_sum_);
    expect_text("kernel /boot/vmlinuz", "kernel /boot/vmlinuz\n" + kernel_sum_);
}

TEST_F(EntryTool, AddsALineForABootSectorInAFile)
{
    expect_text("chain /boot/initrd.img bpb force\n", "chain /boot/initrd.img bpb force\n" + initrd_sum_);
}

TEST_F(EntryTool, ReplacesOldLinesWhereTheyAreAndKeepsAllElse)
{
    string const begin = "# mine\r\n\r\n  title\tLinux  \r\n",
                 middle = "unknown key: kept \r\n linux \t/boot/vmlinuz\r\n",
                 end = "initrd\t/boot/initrd.img \r\n# the end, without a line feed";
    auto const line = [](string const& text) { return text.substr(0, text.size() - 1) + "\r\n"; };
    expect_text("\xEF\xBB\xBF" + begin + "\tchecksum xxh32:01234567 /BOOT/vmlinuz \r\n" + middle +
                    "checksum wide:00000000 boot/vmlinuz\r\n" + end,
                "\xEF\xBB\xBF" + begin + line(kernel_sum_) + middle + end + "\r\n" + line(initrd_sum_));
}

TEST_F(EntryTool, RepairsAMalformedLine)
{
    expect_text("checksum wide:123 /boot/vmlinuz\nlinux /boot/vmlinuz\n", kernel_sum_ + "linux /boot/vmlinuz\n");
}

TEST_F(EntryTool, IsIdempotent)
{
    auto const whole = "linux /boot/vmlinuz\n" + kernel_sum_;
    expect_text(whole, whole);
    auto const outcome = checksum(whole, "--in-place ");
    EXPECT_EQ(outcome.output, entry_.string() + ": had 1 checksum already, all of them right\n");
}

TEST_F(EntryTool, WritesInPlaceAndKeepsTheMode)
{
    string const entry = "linux /boot/vmlinuz\ninitrd /boot/initrd.img\n";
    write_file(entry_, bytes_of(entry));
    using std::filesystem::perms;
    std::filesystem::permissions(entry_, perms::owner_read | perms::owner_write | perms::group_read);
    auto const outcome = checksum(entry, "--in-place ");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.output, entry_.string() + ": written with 2 checksums\n");
    EXPECT_EQ(elf_builder::read_file(entry_), bytes_of(entry + kernel_sum_ + initrd_sum_));
    EXPECT_EQ(std::filesystem::status(entry_).permissions(),
              perms::owner_read | perms::owner_write | perms::group_read);
    auto const files = std::filesystem::directory_iterator(entry_.parent_path());
    EXPECT_EQ(std::distance(begin(files), end(files)), 2) << "no temporary file is left";
}

// A path ends at the first blank: words for the kernel follow.
TEST_F(EntryTool, TakesTheFirstWordOfAMultibootModule)
{
    auto const kernel = Elf32{}.file(header_2({}));
    put("boot/kernel", kernel);
    for (string const key : {"kernel", "multiboot2"}) {
        auto const entry = key + " /boot/kernel\nmodule /boot/initrd.img first words\n";
        expect_text(entry, entry + "checksum " + sum_of(kernel) + " /boot/kernel\n" + initrd_sum_);
    }
    expect_refused("multiboot /boot/kernel\n", "/boot/kernel has no header for Multiboot");
}

TEST_F(EntryTool, LeavesKernelsForFarjumpToTheirSeal)
{
    auto const kernel = elf_builder::HandMade{}.file();
    put("boot/k.elf", kernel);
    string const entry = "kernel /boot/k.elf\nmodule /boot/my modules/a font.psf\n";
    expect_text(entry, "farjump-entry: note: /boot/k.elf is a kernel for farjump: it gets no line, and it has no seal, "
                       "by which farjump-seal would protect it\n" +
                           entry + font_sum_);
    put("boot/k.elf", sealing::seal(kernel, "k").value().file);
    EXPECT_NE(checksum(entry).output.find("it gets no line, because its seal protects it\n"), string::npos);
    expect_refused(entry + "checksum wide:00000000 /boot/k.elf\n", "the entry has a checksum of /boot/k.elf",
                   "write the path as in the other line; a kernel for farjump");
}

TEST_F(EntryTool, RefusesWhatTheLoaderWouldRefuse)
{
    expect_refused("title nothing\n", "", "");
    expect_refused("kernel boot/vmlinuz\n", "", "");
    expect_refused("linux /boot/initrd.img\n", "/boot/initrd.img has no Linux header", "name the bzImage");
    expect_refused("kernel /boot/initrd.img\n", "/boot/initrd.img is not an ELF file");
    expect_refused("linux /boot/vmlinuz\nunpack-module /boot/initrd.img\n", "'unpack-module /boot/initrd.img'");
    expect_refused("linux /boot/vmlinuz\nchecksum wide:123\n", "'checksum wide:123' is not a method");
    expect_refused("linux /boot/vmlinuz\nchecksum wide:123 /x\n", "'checksum wide:123 /x' is not a method");
    expect_refused("linux /boot/vmlinuz\nchecksum wide:12345678 /boot/other\n",
                   "the entry has a checksum of /boot/other");
    expect_refused("linux /boot/vmlinuz\ntitle a\1b\n", "", "");
    expect_refused("chain partition 2 bpb\n", "the entry starts partition 2, which is no file");
    expect_refused("chain nothing\n", "'chain nothing' names neither a partition");
}

TEST_F(EntryTool, RefusesFilesThatItDoesNotFind)
{
    auto const below = ", and there is no such file below " + root_.string();
    expect_refused("linux /vmlinuz\n", "the entry names /vmlinuz" + below, "give --root the directory");
    expect_refused("linux /boot/vmlinuz\ninitrd /boot\n", "the entry names /boot" + below);
    expect_refused("linux /boot/vmlinuz\ninitrd /boot/../boot/initrd.img\n",
                   "the entry names /boot/../boot/initrd.img, a path with '..'");
}

TEST_F(EntryTool, RefusesPackedLinuxKernels)
{
    auto const path = (root_ / "boot/vmlinuz").string();
    ASSERT_EQ(tool::run("gzip -9n " + path + " && mv " + path + ".gz " + path).status, 0);
    expect_refused("kernel /boot/vmlinuz\n", "/boot/vmlinuz is a Linux kernel that was packed once more", "unpack it");
    expect_refused("linux /boot/vmlinuz\n", "/boot/vmlinuz has no Linux header");
}

TEST_F(EntryTool, RefusesEntriesThatAreTooLong)
{
    expect_refused("linux /boot/vmlinuz\n#" + string(68 << 10, 'x'), entry_.string() + " has more than 69,632 bytes");
    expect_refused("linux /boot/vmlinuz\n#" + string((68 << 10) - 30, 'x'), entry_.string() + " would have more than");
}

TEST_F(EntryTool, ExplainsItsUse)
{
    for (auto const arguments : {"", "other", "checksum", "checksum --root /", "checksum --root / a b",
                                 "checksum --in-place a", "checksum --other a"}) {
        auto const outcome = tool::run(string("build/farjump-entry ") + arguments);
        EXPECT_EQ(outcome.status, 2) << arguments;
        EXPECT_NE(outcome.output.find("usage: farjump-entry checksum"), string::npos) << outcome.output;
    }
    auto const outcome = tool::run("build/farjump-entry checksum --root /missing a");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.output.find("--root /missing: there is no such directory"), string::npos);
}
