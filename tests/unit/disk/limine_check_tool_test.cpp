// SPDX-License-Identifier: BSD-2-Clause
// Tests farjump-check-kernel, farjump-seal and farjump-entry on kernels for the Limine boot protocol.
#include "tests/unit/disk/limine_files.hpp"
#include "tests/unit/tool.hpp"

#include <gtest/gtest.h>

using namespace limine_files;
using limine::Feature;

namespace {

class LimineCheckTool : public testing::Test {
protected:
    tool::Outcome check(File const& file, std::string const& options = "")
    {
        elf_builder::write_file(kernel_, file);
        return tool::run("build/farjump-check-kernel " + options + kernel_);
    }

    void expect_said(tool::Outcome const& outcome, std::initializer_list<std::string> said)
    {
        EXPECT_EQ(outcome.status, 0) << outcome.output;
        for (auto const& words : said)
            EXPECT_NE(outcome.output.find(words), std::string::npos) << "no '" << words << "' in\n" << outcome.output;
    }

    void expect_refused(File const& file, std::string const& why, std::string const& code)
    {
        auto const outcome = check(file);
        EXPECT_EQ(outcome.status, 1) << outcome.output;
        EXPECT_NE(outcome.output.find(why), std::string::npos) << outcome.output;
        EXPECT_NE(outcome.output.find(" [" + code + "]\nhint: "), std::string::npos) << outcome.output;
    }

    elf_builder::TemporaryDirectory directory_;
    std::string kernel_ = (directory_ / "kernel").string();
};

} // namespace

TEST_F(LimineCheckTool, NamesEachRequest)
{
    Limine kernel;
    for (auto const& [feature, id, extra] : limine::identities)
        if (feature != Feature::entry_point)
            kernel.ask(feature, 0, std::vector<std::uint64_t>(extra));
    kernel.ask({0x1234, 0xABCD});
    auto const outcome = check(kernel.file());
    expect_said(outcome, {"kernel for the Limine boot protocol\n", "base revision 6, which it gets\n",
                          "addresses   FFFFFFFF80000000h to FFFFFFFF80004FFFh\n", "entry       FFFFFFFF80000010h\n",
                          "stack       64 KiB for each processor\n", "paging      4 levels\n",
                          "processors  all, in xAPIC mode\n", "Memory Map                 answered\n",
                          "EFI System Table           left untouched: only UEFI has it\n",
                          "  0000000000001234h 000000000000ABCDh  left untouched: unknown\n",
                          "\nwill boot: on a PC with 2 MiB of memory or more (else FJ-0304)\n"});
    EXPECT_EQ(check(kernel.file(), "--key ").output, "limine\n");
}

TEST_F(LimineCheckTool, TellsWhatTheRequestsWant)
{
    Limine kernel;
    kernel.words[2] = 99;
    kernel.ask(Feature::stack_size, 0, {1 << 20});
    kernel.ask(Feature::paging_mode, 1, {1, 1, 0});
    kernel.ask(Feature::processors, 0, {1});
    kernel.ask(Feature::entry_point, 0, {0xFFFF'FFFF'8000'0020});
    expect_said(check(kernel.file()),
                {"base revision 99, which farjump does not know: it gets 6\n", "stack       1,024 KiB for each",
                 "paging      5 levels where the processor has them, else 4\n", "processors  all, in x2APIC mode where",
                 "entry       FFFFFFFF80000020h, by the Entry Point request\n"});
    Limine old;
    old.words.clear();
    old.ask(Feature::memory_map);
    expect_said(check(old.file()), {"no tag, so base revision 0\n", "processors  not asked for"});
}

TEST_F(LimineCheckTool, ListsInternalModules)
{
    Limine kernel;
    kernel.ask(Feature::modules, 1, {2, 0});
    auto const list = kernel.words.size() - 1;
    kernel.words[list] = kernel.here();
    auto const first = kernel.here() + 16, second = first + 24, text = second + 24;
    for (auto const word : {first, second, text, std::uint64_t{0}, std::uint64_t{1}, text + 8, std::uint64_t{0},
                            std::uint64_t{2}, std::uint64_t{0x61}, std::uint64_t{0x622F}})
        kernel.words.push_back(word);
    expect_said(check(kernel.file()),
                {"modules     a, required (else FJ-0828)\n", "            /b, left out if it is missing, unpacked\n"});
    kernel.words[list + 9] = 0x2361; // "a#"
    expect_refused(kernel.file(), "the internal module a# has a hash", "FJ-0830");
    kernel.words[list] = 8;
    expect_refused(kernel.file(), "its list of internal modules is wrong at 8h", "FJ-0829");
    kernel.words[list - 1] = 257;
    expect_refused(kernel.file(), "is one module too many", "FJ-0831");
}

TEST_F(LimineCheckTool, AllowsOpenSegments)
{
    Limine kernel;
    kernel.made.segments[2].flags = 7;
    expect_said(check(kernel.file()), {"warning: segment 2 is writable and executable", "RWX"});
    kernel.words = {1, 2, 3};
    expect_refused(kernel.file(), "", "FJ-0711");
}

TEST_F(LimineCheckTool, RefusesInTheLoadersWords)
{
    Limine twice;
    twice.words.insert(twice.words.end(), {twice.words[0], twice.words[1], 6});
    expect_refused(twice.file(), " has two base revision tags", "FJ-0822");
    Limine repeated;
    repeated.ask(Feature::memory_map);
    repeated.ask(Feature::memory_map);
    expect_refused(repeated.file(), " has the request 67CF3D9D378A806Fh", "FJ-0823");
    Limine many;
    for (std::uint64_t number = 0; number <= 128; ++number)
        many.ask({number, 1});
    expect_refused(many.file(), " has more than 128 requests", "FJ-0824");
    Limine paging;
    paging.ask(Feature::paging_mode, 1, {0, 0, 1});
    expect_refused(paging.file(), " asks for 5 to 4 levels of page tables", "FJ-0825");
    Limine low;
    low.made = elf_builder::HandMade::at(0x20'0000);
    expect_refused(low.file(), " is linked at 200000h", "FJ-0826");
    Limine entry;
    entry.ask(Feature::entry_point, 0, {Limine::data});
    expect_refused(entry.file(), " would begin at FFFFFFFF80002000h", "FJ-0827");
}

TEST_F(LimineCheckTool, DecidesForTheMemory)
{
    Limine kernel;
    kernel.made.segments[2].memory_size = 20 << 20;
    expect_said(check(kernel.file(), "--memory 22 "), {"will boot with 22 MiB: yes\n"});
    auto const outcome = check(kernel.file(), "--memory 20 ");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.output.find("no, FJ-0304; it needs 22 MiB"), std::string::npos) << outcome.output;
}

TEST_F(LimineCheckTool, HasNoSeal)
{
    auto const file = Limine{}.file();
    elf_builder::write_file(kernel_, file);
    auto const outcome = tool::run("build/farjump-seal --in-place " + kernel_);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.output.find("is a Limine kernel, and only kernels for farjump have a seal\nhint: a line "
                                  "`checksum` in its boot entry protects it"),
              std::string::npos)
        << outcome.output;
    EXPECT_EQ(elf_builder::read_file(kernel_), file);
}

TEST_F(LimineCheckTool, EntryGetsChecksumsOfKernelAndModules)
{
    elf_builder::write_file(kernel_, Limine{}.file());
    elf_builder::write_file((directory_ / "m").string(), File(100));
    auto const entry = (directory_ / "entry.conf").string();
    auto const written = [&](std::string const& text) {
        File bytes(text.size());
        std::memcpy(bytes.data(), text.data(), text.size());
        elf_builder::write_file(entry, bytes);
        return tool::run("build/farjump-entry checksum --root " + (directory_ / "").string() + ' ' + entry);
    };
    for (std::string const line : {"", "protocol limine\n"}) {
        auto const [status, output] = written("kernel /kernel\n" + line + "module /m its string\n");
        EXPECT_EQ(status, 0) << output;
        EXPECT_NE(output.find(" /kernel\nchecksum "), std::string::npos) << output;
        EXPECT_TRUE(output.ends_with(" /m\n")) << output;
    }
    auto const unknown = written("kernel /kernel\nprotocol other\n");
    EXPECT_EQ(unknown.status, 1);
    EXPECT_NE(unknown.output.find("'protocol other'"), std::string::npos) << unknown.output;
}
