// SPDX-License-Identifier: BSD-2-Clause
// Tests farjump-check-kernel and farjump-seal on kernels of other loaders' protocols.
#include "tests/unit/disk/guest_files.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/tool.hpp"

#include <gtest/gtest.h>

using namespace guest_files;
using elf_builder::write_file;

namespace {

class GuestCheckTool : public testing::Test {
protected:
    tool::Outcome check(File const& file, std::string const& options = "")
    {
        write_file(kernel_, file);
        return tool::run("build/farjump-check-kernel " + options + kernel_);
    }

    std::string key_of(File const& file)
    {
        auto const [status, output] = check(file, "--key ");
        EXPECT_EQ(status, 0) << output;
        return output;
    }

    void expect_said(tool::Outcome const& outcome, std::initializer_list<std::string> said)
    {
        EXPECT_EQ(outcome.status, 0) << outcome.output;
        for (auto const& words : said)
            EXPECT_NE(outcome.output.find(words), std::string::npos) << "no '" << words << "' in\n" << outcome.output;
    }

    // The loader's code and hint.
    void expect_refused(tool::Outcome const& outcome, std::string const& why, std::string const& code)
    {
        EXPECT_EQ(outcome.status, 1) << outcome.output;
        EXPECT_NE(outcome.output.find("farjump-check-kernel: " + kernel_ + why), std::string::npos) << outcome.output;
        EXPECT_NE(outcome.output.find(" [" + code + "]\nhint: "), std::string::npos) << outcome.output;
    }

    elf_builder::TemporaryDirectory directory_;
    std::string kernel_ = (directory_ / "kernel").string();
};

} // namespace

TEST_F(GuestCheckTool, TellsAllOfALinuxKernel)
{
    auto const [status, output] = check(Linux{}.file());
    EXPECT_EQ(status, 0);
    EXPECT_EQ(output, kernel_ + R"(: 66 KiB

  kind      Linux kernel (bzImage), boot protocol 2.15
  version   6.1.0-50-amd64
  setup     2,048 bytes, which start in real mode at 30000h
  protected 65,536 bytes, loaded at 100000h
  unpacks   itself to 1000000h, up to 27FFFFFh
  options   at most 2,047 bytes, with BOOT_IMAGE=<path> in front (else FJ-0847)
  initrds   between 2800000h and 7FFFFFFFh
  CRC-32    right: the boot says "verified"

in the boot entry, with paths on the boot volume:
  linux /vmlinuz
  initrd /initrd.img
  options root=...

will boot: on a PC with 40 MiB of memory or more (else FJ-0849)
)");
    EXPECT_EQ(key_of(Linux{}.file()), "linux\n");
}

TEST_F(GuestCheckTool, JudgesTheChecksumOfALinuxKernel)
{
    auto changed = Linux{}.file();
    changed[0x900] ^= std::byte{1};
    expect_said(check(changed), {"CRC-32    wrong: the file was changed", "\"not sealed\""});
    auto signed_file = Linux{}.file();
    signed_file.resize(signed_file.size() + 100);
    expect_said(check(signed_file), {"CRC-32    none that covers the file", "\"not sealed\""});
    expect_said(check(Linux{.version = 0x207}.file()), {"boot protocol 2.7", "CRC-32    none that covers the file"});
}

TEST_F(GuestCheckTool, DecidesForTheMemoryOfAMachine)
{
    auto const file = Linux{}.file();
    expect_said(check(file, "--memory 40 "), {"\nwill boot with 40 MiB: yes\n"});
    auto const refused = check(file, "--memory 39 ");
    EXPECT_NE(refused.output.find("\nwill boot with 39 MiB: no, FJ-0849; it needs 40 MiB\n"), std::string::npos)
        << refused.output;
    expect_refused(refused, " unpacks itself to 1000000h, up to 2800000h, and the memory there ends at 2700000h",
                   "FJ-0849");
}

TEST_F(GuestCheckTool, RefusesLinuxKernelsInTheLoadersWords)
{
    expect_refused(check(Linux{.version = 0x201}.file()), " has Linux's boot protocol 2.1;", "FJ-0843");
    expect_refused(check(Linux{.load_flags = 0}.file()), " is a zImage", "FJ-0844");
    expect_refused(check(Linux{.setup_sectors = 65}.file()), " says that its setup code has 65 sectors", "FJ-0845");
    auto cut = Linux{}.file();
    cut.resize(0x600);
    expect_refused(check(cut), " is cut: it has 1,536 bytes of at least 2,048", "FJ-0846");
    expect_refused(check(Linux{.init_size = 0xF000'0000}.file()), " unpacks itself to 1000000h", "FJ-0849");
}

TEST_F(GuestCheckTool, TellsAllOfAMultibootKernel)
{
    auto const header = header_2({tag(1, false, {3, 6}), tag(5, true, {1024, 768, 32}), tag(99, true),
                                  tag(10, true, {0x20'0000, 0x600'0000, 0x1000, 2})});
    auto const [status, output] = check(Elf32{}.file(header));
    EXPECT_EQ(status, 0);
    EXPECT_EQ(output, kernel_ + R"(: 8,568 bytes

  kind      Multiboot 2 kernel
  header    at byte 256
  asks for  tag 1, required: boot information of the types 3, 6
            tag 5, optional: graphics 1024x768 with 32 bits a pixel
            tag 99, optional: unknown, ignored
            tag 10, optional: relocatable, from 200000h to 6000000h, at multiples of 1000h,
            preferred place: high
  loaded    by the segments of an ELF file of 32 bits
  place     100000h to 10FFFFh, before it is moved
  entry     100010h
  screen    graphics, where the machine has that
  symbols   .symtab, .shstrtab: 4,115 bytes, loaded behind kernel and modules

  segment    physical      in memory        in file      from byte
        0     100000h         64 KiB    4,096 bytes              0

in the boot entry, with paths on the boot volume:
  multiboot2 /kernel.elf
  module /module words for the kernel
  options words

will boot: on a PC with 3 MiB of memory or more (else FJ-0872)
)");
    EXPECT_EQ(key_of(Elf32{}.file(header)), "multiboot2\n");
}

TEST_F(GuestCheckTool, NamesTheFlagsOfVersion1)
{
    auto const wishes =
        header_1(7 | 1 << 16, {0x10'0000 + header_at, 0x10'0000, 0x10'1000, 0x10'2000, 0x10'0200, 0, 640, 480, 24});
    expect_said(check(flat(wishes)),
                {"kind      Multiboot 1 kernel\n", "bit 0, required: modules at multiples of 4 KiB\n",
                 "bit 1, required: the memory map\n", "bit 2, optional: graphics 640x480 with 24 bits a pixel\n",
                 "bit 16: the header has the addresses", "by the addresses in its header\n",
                 "place     100000h to 101FFFh\n", "entry     100200h\n", "\n  multiboot /kernel.elf\n"});
    EXPECT_EQ(key_of(flat(wishes)), "multiboot\n");
    expect_said(check(Elf32{}.file(header_1(0))), {"asks for  nothing\n", "screen    text, unless"});
}

TEST_F(GuestCheckTool, NamesBothVersions)
{
    auto both = Elf32{}.file(header_2({}));
    put_words(both, 0x200, header_1(0));
    expect_said(check(both), {"Multiboot 2 kernel, with a header of version 1, too, which counts with `multiboot`"});
    put_words(both, header_at, header_2({tag(99, false)}));
    auto const refused = check(both);
    expect_refused(refused, " requires tag 99", "FJ-0864");
    EXPECT_NE(refused.output.find("\nnote: a line `multiboot` in the boot entry"), std::string::npos);
}

TEST_F(GuestCheckTool, RefusesMultibootKernelsInTheLoadersWords)
{
    expect_refused(check(Elf32{}.file(header_1(1 << 3))), " requires features 8h", "FJ-0862");
    expect_refused(check(Elf32{}.file(header_2({{5, 7}}))), ": tag 5 at byte 16", "FJ-0863");
    expect_refused(check(Elf32{}.file(header_2({tag(99, false)}))), " requires tag 99", "FJ-0864");
    expect_refused(check(Elf32{}.file(header_2({tag(1, false, {22})}))), " requires boot information of type 22",
                   "FJ-0865");
    expect_refused(check(flat(header_2({tag(2, false, {0, 1, 0, 0})}))), ": the addresses in its header contradict",
                   "FJ-0866");
    expect_refused(check(flat(header_2({}))), " has neither addresses in its header nor ELF segments", "FJ-0867");
    expect_refused(check(Elf32{.machine = 8}.file(header_1(0))), ": ELF segment 0 at 8h", "FJ-0868");
    auto cut = Elf32{}.file(header_1(0));
    cut.resize(0x800);
    expect_refused(check(cut), " is cut: segment 0 ends at byte 4,096", "FJ-0869");
    expect_refused(check(Elf32{.physical = 0xF000'0000}.file(header_1(0))), " wants 65,536 bytes at F0000000h",
                   "FJ-0871");
    auto const moved = header_2({tag(10, false, {0xF000'0000, 0xF100'0000, 0x1000, 0})});
    expect_refused(check(Elf32{.physical = 0xE000'0000}.file(moved)), " needs 65,536 bytes between F0000000h",
                   "FJ-0872");
}

TEST_F(GuestCheckTool, DecidesForTheMemoryThatAMultibootKernelWants)
{
    auto const at_16_mib = Elf32{.physical = 16 << 20}.file(header_1(0));
    expect_said(check(at_16_mib, "--memory 17 "), {"\nwill boot with 17 MiB: yes\n"});
    expect_refused(check(at_16_mib, "--memory 16 "), " wants 65,536 bytes at 1000000h", "FJ-0871");
    expect_said(check(Elf32{.physical = 0x8000}.file(header_1(0))), {"on a PC with 2 MiB of memory or more"});
    expect_refused(check(Elf32{.physical = 0x9'8000}.file(header_1(0))), " wants 65,536 bytes at 98000h", "FJ-0871");
}

TEST_F(GuestCheckTool, UnpacksFiles)
{
    auto const packed = [&](File const& file) {
        write_file(kernel_, file);
        EXPECT_EQ(tool::run("gzip -9n " + kernel_ + " && mv " + kernel_ + ".gz " + kernel_).status, 0);
        return elf_builder::read_file(kernel_);
    };
    auto const linux = packed(Linux{}.file()), multiboot = packed(Elf32{}.file(header_2({})));
    expect_said(check(linux), {"Linux kernel (bzImage)", "\n  kernel /vmlinuz\n", "packed with gzip: "});
    expect_said(check(multiboot), {"Multiboot 2 kernel", "packed with gzip: "});
    EXPECT_EQ(key_of(multiboot), "multiboot2\n");
    auto const refused = check(linux, "--key ");
    EXPECT_EQ(refused.status, 1);
    EXPECT_EQ(refused.output, "farjump-check-kernel: " + kernel_ +
                                  " is a Linux kernel that was packed once more\n"
                                  "hint: unpack it: Linux kernels unpack themselves\n");
}

// A farjump note makes it a kernel for farjump, whatever else the file has.
TEST_F(GuestCheckTool, LeavesKernelsForFarjumpAlone)
{
    elf_builder::HandMade made;
    EXPECT_EQ(key_of(made.file()), "kernel\n");
    EXPECT_EQ(key_of(File(100, std::byte{'x'})), "kernel\n");
    auto const refused = check(made.file(), "--memory 64 ");
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.output.find("is a kernel for farjump: --memory decides for"), std::string::npos);
    made.segments.push_back(elf_builder::note(0x300, 32));
    auto file = made.file();
    put_words(file, 0x300, {8, 12, 1}); // a seal's note, of a wrong size
    std::memcpy(&file[0x30C], "farjump", 8);
    put_words(file, 0x340, header_1(0));
    auto const ours = check(file);
    EXPECT_EQ(ours.status, 1);
    EXPECT_EQ(ours.output.find("Multiboot"), std::string::npos) << ours.output;
}

TEST_F(GuestCheckTool, SealIsForKernelsForFarjump)
{
    for (auto const& [file, kind] :
         {std::pair{Linux{}.file(), "a Linux kernel"}, {Elf32{}.file(header_2({})), "a Multiboot kernel"}})
        for (auto const arguments : {"--check ", "--in-place "}) {
            write_file(kernel_, file);
            auto const outcome = tool::run(std::string("build/farjump-seal ") + arguments + kernel_);
            EXPECT_EQ(outcome.status, 1);
            EXPECT_EQ(
                outcome.output,
                "farjump-seal: " + kernel_ + " is " + kind + ", and only kernels for farjump have a seal\n" +
                    "hint: a line `checksum` in its boot entry protects it: farjump-entry checksum writes that\n");
            EXPECT_EQ(elf_builder::read_file(kernel_), file);
        }
}

TEST_F(GuestCheckTool, ExplainsItsOptions)
{
    for (auto const arguments :
         {"--memory 0 k", "--memory x k", "--memory 2000000 k", "--key --memory 3 k", "--memory", "--key"}) {
        auto const outcome = tool::run(std::string("build/farjump-check-kernel ") + arguments);
        EXPECT_EQ(outcome.status, 2) << arguments;
        EXPECT_NE(outcome.output.find("usage: farjump-check-kernel"), std::string::npos);
    }
}
