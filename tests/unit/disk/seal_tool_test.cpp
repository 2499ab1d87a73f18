// SPDX-License-Identifier: BSD-2-Clause
// Tests the program farjump-seal: what it writes, what it prints, and what it does not change.
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/tool.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

using elf_builder::File;
using elf_builder::HandMade;
using elf_builder::read_file;
using elf_builder::write_file;

namespace {

tool::Outcome run(std::string const& arguments)
{
    return tool::run("build/farjump-seal " + arguments);
}

class SealTool : public testing::Test {
protected:
    elf_builder::TemporaryDirectory directory_;
    std::string kernel_ = (directory_ / "kernel.elf").string();
    std::string output_ = (directory_ / "sealed.elf").string();
};

} // namespace

TEST_F(SealTool, SealsAndChecks)
{
    write_file(kernel_, elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script));
    auto const before = read_file(kernel_);
    auto const unsealed = run("--check " + kernel_);
    EXPECT_EQ(unsealed.status, 1);
    EXPECT_EQ(unsealed.output, "farjump-seal: " + kernel_ + " is not sealed\n");

    auto const sealing = run(kernel_ + " " + output_);
    EXPECT_EQ(sealing.status, 0) << sealing.output;
    EXPECT_EQ(read_file(kernel_), before);
    auto const checking = run("--check " + output_);
    EXPECT_EQ(checking.status, 0);
    EXPECT_NE(checking.output.find(": sealed, checksum "), std::string::npos) << checking.output;
}

TEST_F(SealTool, SealsAFileInPlaceAndKeepsItsRights)
{
    write_file(kernel_, HandMade{}.file());
    using std::filesystem::perms;
    auto const rights = perms::owner_read | perms::owner_write | perms::owner_exec;
    std::filesystem::permissions(kernel_, rights);
    EXPECT_EQ(run("--in-place " + kernel_).status, 0);
    EXPECT_EQ(run("--check " + kernel_).status, 0);
    EXPECT_EQ(std::filesystem::status(kernel_).permissions(), rights);
}

TEST_F(SealTool, RefusesToWriteToWhatItReadsUnderAnyName)
{
    write_file(kernel_, HandMade{}.file());
    auto const before = read_file(kernel_);
    auto const link = directory_ / "link", hard_link = directory_ / "hard link";
    std::filesystem::create_symlink("kernel.elf", link);
    std::filesystem::create_hard_link(kernel_, hard_link);
    for (auto const& name : {std::filesystem::path(kernel_), link, hard_link}) {
        auto const outcome = run(kernel_ + " '" + name.string() + "'");
        EXPECT_EQ(outcome.status, 1);
        EXPECT_EQ(outcome.output, "farjump-seal: " + name.string() + " is the file that would be read, " + kernel_ +
                                      "\nhint: to seal the file itself: farjump-seal --in-place " + kernel_ + "\n");
        EXPECT_EQ(read_file(kernel_), before);
    }
}

TEST_F(SealTool, RefusesAnOutputThatIsNoRegularFile)
{
    write_file(kernel_, HandMade{}.file());
    ASSERT_EQ(mkfifo(output_.c_str(), 0600), 0);
    auto const nowhere = (directory_ / "nowhere").string();
    std::filesystem::create_symlink("missing", nowhere);
    for (auto const& [path, kind] : {std::pair(output_, " is a device, a pipe or a socket"),
                                     {std::string("/dev/null"), " is a device, a pipe or a socket"},
                                     {(directory_ / ".").string(), " is a directory"},
                                     {nowhere, " is a symbolic link that leads to no file"}}) {
        auto const type = std::filesystem::symlink_status(path).type();
        auto const outcome = run(kernel_ + " " + path);
        EXPECT_EQ(outcome.status, 1);
        EXPECT_EQ(outcome.output.find("farjump-seal: " + path + kind), 0u) << outcome.output;
        EXPECT_EQ(std::filesystem::symlink_status(path).type(), type);
    }
}

// The link and what else has been named like a temporary file stay.
TEST_F(SealTool, ReplacesWhatALinkLeadsTo)
{
    write_file(kernel_, HandMade{}.file());
    auto const link = (directory_ / "link").string(), neighbour = output_ + ".farjump-seal";
    write_file(output_, File(3, std::byte{'o'}));
    write_file(neighbour, File(3, std::byte{'n'}));
    std::filesystem::create_symlink("sealed.elf", link);
    EXPECT_EQ(run(kernel_ + " " + link).status, 0);
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    EXPECT_EQ(run("--check " + output_).status, 0);
    EXPECT_EQ(read_file(neighbour), File(3, std::byte{'n'}));
}

TEST_F(SealTool, RefusesInTheLoadersWordsAndWritesNothing)
{
    HandMade elf;
    elf.size = 0x300;
    write_file(kernel_, elf.file());
    auto const outcome = run(kernel_ + " " + output_);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.output, "farjump-seal: " + kernel_ +
                                  " is cut: segment 1 ends at byte 896, the file at 768 "
                                  "[FJ-0709]\nhint: copy the kernel again\n");
    EXPECT_FALSE(std::filesystem::exists(output_));
}

// So that `make image` says it, which is all that many people use. What is known to be no kernel is not sealed.
TEST_F(SealTool, WarnsOfAFarjumpNoteThatTheLoaderDoesNotSee)
{
    write_file(kernel_, elf_builder::build(R"(
        struct Note { unsigned sizes[2], type; char name[8]; unsigned fields[8]; };
        __attribute__((section(".note.farjump.wishes"), used, aligned(4))) Note const note = {{8, 32}, 2, "farjump", {}};
        extern "C" void kernel_main() { for (;;); })",
                                           R"(
        ENTRY(kernel_main)
        PHDRS { text PT_LOAD FLAGS(5); }
        SECTIONS {
            . = 0xFFFFFFFF80000000;
            .text : { *(.text*) *(.note.farjump.*) } :text
            /DISCARD/ : { *(.comment) *(.eh_frame) *(.note.gnu*) }
        })"));
    auto const sealing = run(kernel_ + " " + output_);
    EXPECT_EQ(sealing.status, 0);
    EXPECT_EQ(sealing.output.find("farjump-seal: warning: the farjump note in section .text lies in no PT_NOTE"), 0u)
        << sealing.output;

    write_file(kernel_, File(100, std::byte{0}));
    auto const refusal = run(kernel_ + " " + output_);
    EXPECT_EQ(refusal.status, 1);
    EXPECT_EQ(refusal.output, "farjump-seal: " + kernel_ +
                                  " holds zeros where a kernel begins [FJ-0750]\n"
                                  "hint: copy the kernel again\n");
}

TEST_F(SealTool, LeavesAnOldOutputAloneWhenItFails)
{
    write_file(kernel_, File(100, std::byte{'x'}));
    write_file(output_, File(3, std::byte{'o'}));
    EXPECT_EQ(run(kernel_ + " " + output_).status, 1);
    EXPECT_EQ(read_file(output_), File(3, std::byte{'o'}));
}

TEST_F(SealTool, FindsDamage)
{
    write_file(kernel_, HandMade{}.file());
    EXPECT_EQ(run(kernel_ + " " + output_).status, 0);
    auto file = read_file(output_);
    file[0x2A5] ^= std::byte{0x10};
    write_file(output_, file);
    auto const outcome = run("--check " + output_);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.output.find("is not what was sealed"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("[FJ-0741]"), std::string::npos) << outcome.output;
}

TEST_F(SealTool, ExplainsItsUse)
{
    for (auto const arguments : {"", "one", "a b c", "--other x", "-h"}) {
        auto const outcome = run(arguments);
        EXPECT_EQ(outcome.status, 2);
        EXPECT_EQ(outcome.output.find("usage: farjump-seal"), 0u);
    }
}

TEST_F(SealTool, ReadsPlainFilesOnly)
{
    auto const pipe = (directory_ / "pipe").string();
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    for (auto const& path : {pipe, std::string("/dev/zero")})
        EXPECT_EQ(run("--check " + path).output, "farjump-seal: cannot read " + path + ": it is not a plain file\n");
}

TEST_F(SealTool, SaysWhichFileItCannotReadOrWrite)
{
    auto const missing = run((directory_ / "missing").string() + " " + output_);
    EXPECT_EQ(missing.status, 1);
    EXPECT_NE(missing.output.find("cannot read " + (directory_ / "missing").string()), std::string::npos);
    EXPECT_NE(missing.output.find("No such file"), std::string::npos) << missing.output;

    write_file(kernel_, HandMade{}.file());
    auto const elsewhere = run(kernel_ + " " + (directory_ / "no/such/file").string());
    EXPECT_EQ(elsewhere.status, 1);
    EXPECT_NE(elsewhere.output.find("cannot write "), std::string::npos) << elsewhere.output;
}
