// SPDX-License-Identifier: BSD-2-Clause
// Tests the program farjump-check-kernel: its output for good kernels, for bad ones, and for paths that are no file.
#include "disk/kernel_tools/kernel_file.hpp"
#include "disk/kernel_tools/sealing.hpp"
#include "include/farjump/boot_info.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/note_bytes.hpp"
#include "tests/unit/tool.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

using elf_builder::File;
using elf_builder::HandMade;
using elf_builder::load;
using elf_builder::write_file;

namespace {

constexpr auto spinning = "extern \"C\" void _start() { for (;;); }";
constexpr auto with_pointers = "extern \"C\" { int x = 5; int* volatile pointers[3] = {&x, &x, &x};"
                               " int _start() { return *pointers[1]; } }";
std::string const moved = "-pie --no-dynamic-linker -z max-page-size=4096 -z noexecstack ";
std::string const fixed = "-static -Ttext-segment=0xFFFFFFFF80000000 -z max-page-size=4096 ";

File sealed(File const& file)
{
    return sealing::seal(file, "k").value().file;
}

class CheckKernelTool : public testing::Test {
protected:
    tool::Outcome check(File const& file)
    {
        write_file(kernel_, file);
        return run(kernel_);
    }

    tool::Outcome run(std::string const& arguments) { return tool::run("build/farjump-check-kernel " + arguments); }

    // All of these are said of it, and that it will boot.
    void expect_good(File const& file, std::initializer_list<std::string> said)
    {
        auto const [status, output] = check(file);
        EXPECT_EQ(status, 0) << output;
        EXPECT_NE(output.find("\nwill boot: with "), output.npos) << output;
        for (auto const& words : said)
            EXPECT_NE(output.find(words), output.npos) << "no '" << words << "' in\n" << output;
    }

    // The loader's words, and nothing else.
    void expect_refused(File const& file, std::string const& why, std::string const& code, std::string const& hint)
    {
        auto const [status, output] = check(file);
        EXPECT_EQ(status, 1);
        EXPECT_EQ(output, "farjump-check-kernel: " + kernel_ + why + " [" + code + "]\nhint: " + hint + "\n");
    }

    elf_builder::TemporaryDirectory directory_;
    std::string kernel_ = (directory_ / "kernel.elf").string();
};

} // namespace

TEST_F(CheckKernelTool, TellsAllThatThereIsToKnow)
{
    HandMade made;
    made.segments[2].memory_size = 5_MiB;
    auto const [status, output] = check(sealed(made.file()));
    EXPECT_EQ(status, 0);
    EXPECT_EQ(output, kernel_ + R"(: 1,276 bytes

  kind      static, in the upper half
  entry     FFFFFFFF80000010h
  addresses FFFFFFFF80000000h to FFFFFFFF80501FFFh
  KASLR     physical place only: its addresses stay
  memory    5,128 KiB in one piece, at a multiple of 2 MiB where there is room for that
  stack     64 KiB, and 64 KiB of guard below it
  wishes    none: it has no note for farjump
  processor any x86-64
  seal      whole, checksum 8B882CDDh
  headers   and notes end at byte 1,276 of the file

  segment            address    in memory      in file    from byte  rights  pages
        0  FFFFFFFF80000000h    256 bytes    256 bytes          512  R-X     4 KiB
        1  FFFFFFFF80001000h    128 bytes    128 bytes          768  R--     4 KiB
        2  FFFFFFFF80002000h    5,120 KiB     64 bytes          896  RW-     2 MiB

will boot: with any x86-64 processor, where memory has 5,128 KiB in one piece free between 1 MiB and
           4 GiB, and beside it 64 KiB for the stack and what farjump needs itself (else FJ-0304)
)");
}

TEST_F(CheckKernelTool, TellsStaticKernelsFromThoseThatCanBeMoved)
{
    expect_good(elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script),
                {"kind      static, in the upper half", "KASLR     physical place only"});
    expect_good(HandMade::at(4_MiB).file(),
                {"kind      static, in the lower half", "KASLR     none", "entry     400010h\n",
                 "where memory is free from 400000h to 404FFFh (else FJ-0731),\n           and beside it 64 KiB"});
    expect_good(elf_builder::build(with_pointers, "", moved),
                {"kind      position-independent, with 3 RELA and 0 RELR relocations\n",
                 "it begins between FFFFFFFF80000000h and", "with nokaslr at", " FFFFFFFF80000000h\n"});
    expect_good(elf_builder::build(with_pointers, "", moved + "-z pack-relative-relocs"),
                {"kind      position-independent, with 0 RELA and 3 RELR relocations\n"});
}

TEST_F(CheckKernelTool, SaysWhichPagesTheLowerHalfGets)
{
    auto made = HandMade::at(1_GiB);
    made.segments[1].virtual_address = 2_GiB - 8_KiB;
    made.segments[2].virtual_address = 2_GiB - 4_KiB;
    made.segments[2].memory_size = 4_KiB;
    made.segments[0].memory_size = 1_GiB - 8_KiB;
    expect_good(made.file(), {"R-X     2 MiB\n", "RW-     4 KiB\n", "memory    1,048,576 KiB in one piece\n"});
    made.segments.resize(1);
    made.segments[0].memory_size = 1_GiB;
    expect_good(made.file(), {"R-X     1 GiB\n"});
}

TEST_F(CheckKernelTool, NamesTheFeaturesOfTheProcessor)
{
    expect_good(elf_builder::build(spinning, "", fixed + "-z x86-64-baseline"), {"processor any x86-64\n"});
    expect_good(elf_builder::build(spinning, "", fixed + "-z x86-64-v2"),
                {"processor x86-64-v2: CMPXCHG16B, LAHF-SAHF, POPCNT, SSE3, SSE4.1, SSE4.2, SSSE3\n"});
    expect_good(elf_builder::build(spinning, "", fixed + "-z x86-64-v3"),
                {"processor x86-64-v3: CMPXCHG16B, ", "OSXSAVE\n", "with an x86-64-v3 processor (else FJ-0728)"});
}

TEST_F(CheckKernelTool, NamesTheWishes)
{
    HandMade made;
    auto const put_note = [&](farjump::KernelNote const& note) {
        auto file = made.file();
        std::memcpy(&file[0x300], &note, sizeof note);
        return file;
    };
    made.segments.push_back(elf_builder::note(0x300, sizeof(farjump::KernelNote)));
    expect_good(put_note({.flags = farjump::wish_five_levels | farjump::wish_umip | farjump::wish_framebuffer,
                          .stack_size = 128 << 10,
                          .stack_guard_size = 4096,
                          .screen_width = 800,
                          .screen_height = 600}),
                {"stack     128 KiB, and 4 KiB of guard below it\n", "and beside it 128 KiB for the",
                 "wishes    5-level paging, UMIP, framebuffer, screen of 800x600, where the machine has that\n"});
    expect_good(put_note({}),
                {"stack     64 KiB, and 64 KiB of guard below it\n", "wishes    none but for the stack\n"});
    expect_refused(put_note({.flags = 1 << 20}), " wishes 100000h, of which this farjump does not know 100000h",
                   "FJ-0723", "install a newer farjump");
}

TEST_F(CheckKernelTool, SaysWhatBecomesOfTheSeal)
{
    HandMade made;
    expect_good(made.file(), {"seal      none: `make image` seals its copy\n"});
    auto const whole = sealed(made.file());
    expect_good(whole, {"seal      whole, checksum "});

    auto broken = whole;
    broken[0x2A5] ^= std::byte{0x10};
    auto const outcome = check(broken);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.output.find("is not what was sealed: checksum "), outcome.output.npos) << outcome.output;
    EXPECT_NE(outcome.output.find("[FJ-0741]"), outcome.output.npos) << outcome.output;

    auto empty = whole;
    auto const kernel = kernel_file::parse(whole, "k");
    auto const place = kernel->findings.seal->checksum_offset;
    std::fill_n(empty.begin() + static_cast<std::ptrdiff_t>(place), 4, std::byte{0});
    auto const unsealed = check(empty);
    EXPECT_EQ(unsealed.status, 0);
    EXPECT_NE(unsealed.output.find("seal      a note that is still empty"), unsealed.output.npos) << unsealed.output;
    EXPECT_NE(unsealed.output.find("\nwill boot once it is sealed: "), unsealed.output.npos) << unsealed.output;

    made.header.program_header_offset = made.size;
    made.size += elf::max_table_size;
    while (made.segments.size() < elf::max_program_headers)
        made.segments.push_back(elf_builder::of_type(0x7000'0000));
    expect_good(made.file(), {"seal      none, and no room for one (FJ-0744)"});
}

TEST_F(CheckKernelTool, WarnsOfNotesThatCostAReadMore)
{
    HandMade made;
    made.size = 80'000;
    made.segments.push_back(elf_builder::note(65'024 - 4, 4));
    EXPECT_EQ(check(made.file()).output.find("note:"), std::string::npos);
    made.segments.back().offset = 65'024 - 3;
    expect_good(made.file(), {"\nnote: the read of the disk that brings the ELF header, of 65,024 bytes at most",
                              "headers   and notes end at byte 65,025 of the file\n"});
}

TEST_F(CheckKernelTool, NamesTheSectionsOnASharedPage)
{
    constexpr auto source = "extern \"C\" { int data[3] = {1}; void _start() { for (;;) ++data[1]; } }";
    auto const file = elf_builder::build(source, R"(
        ENTRY(_start)
        PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); }
        SECTIONS {
            . = 0xFFFFFFFF80000000;
            .text : { *(.text*) } :text
            .data : { *(.data*) } :data
            /DISCARD/ : { *(.comment) *(.eh_frame) *(.note*) }
        })");
    expect_refused(file, ": segments 0 and 1 have different rights, and share the page at FFFFFFFF80000000h", "FJ-0713",
                   "align segments to 4 KiB in the linker script\n"
                   "note: on that page lie .text (segment 0) and .data (segment 1)");
}

// The section is there, and no PT_NOTE around it: PHDRS without one, or the section in another's line.
TEST_F(CheckKernelTool, WarnsOfAFarjumpNoteThatTheLoaderDoesNotSee)
{
    constexpr auto source = R"(
        struct Note { unsigned sizes[2], type; char name[8]; unsigned fields[8]; };
        __attribute__((section(".note.farjump.wishes"), used, aligned(4))) Note const note = {{8, 32}, 2, "farjump", {}};
        extern "C" void _start() { for (;;); }
    )";
    auto const with_rodata = [&](std::string const& headers, std::string const& sections) {
        auto const script = "ENTRY(_start) PHDRS { text PT_LOAD FLAGS(5); rodata PT_LOAD FLAGS(4); " + headers +
                            "} SECTIONS { . = 0xFFFFFFFF80000000; .text : { *(.text*) } :text " + sections +
                            " /DISCARD/ : { *(.comment) *(.eh_frame) *(.note.gnu*) } }";
        return elf_builder::build(source, script);
    };
    constexpr auto warning = "\nwarning: the farjump note in section ";
    expect_good(with_rodata("", ".note.farjump.wishes : ALIGN(4096) { KEEP(*(.note.farjump.*)) } :rodata"),
                {std::string(warning) + ".note.farjump.wishes lies in no PT_NOTE", "its wishes are ignored"});
    expect_good(with_rodata("", ".rodata : ALIGN(4096) { *(.rodata*) KEEP(*(.note.farjump.*)) } :rodata"),
                {std::string(warning) + ".rodata lies in no PT_NOTE"});
    auto const seen = check(
        with_rodata("note PT_NOTE;", ".note.farjump.wishes : ALIGN(4096) { KEEP(*(.note.farjump.*)) } :rodata :note"));
    EXPECT_EQ(seen.status, 0);
    EXPECT_EQ(seen.output.find("warning:"), std::string::npos) << seen.output;
    EXPECT_NE(seen.output.find("wishes    none but for the stack"), std::string::npos) << seen.output;
}

TEST_F(CheckKernelTool, SaysThatHeadersAreLeftOut)
{
    expect_good(elf_builder::build(spinning, "", "-static -Ttext=0xFFFFFFFF80000000 -z max-page-size=4096"),
                {"\nnote: segment 0, at FFFFFFFF7FFFF000h, holds nothing but ELF headers and notes", "is not loaded\n",
                 "addresses FFFFFFFF80000000h to "});
}

TEST_F(CheckKernelTool, RefusesInTheLoadersWords)
{
    HandMade cut;
    cut.size = 0x300;
    expect_refused(cut.file(), " is cut: segment 1 ends at byte 896, the file at 768", "FJ-0709",
                   "copy the kernel again");
    HandMade writable_code;
    writable_code.segments[0].flags = 7;
    expect_refused(writable_code.file(), ": segment 0 is writable and executable", "FJ-0711",
                   "give code and data segments of their own (linker script)");
    HandMade entry;
    entry.header.entry = elf_builder::base + 0x1000;
    expect_refused(entry.file(), ": the entry point FFFFFFFF80001000h is not in an executable segment", "FJ-0714",
                   "look at ENTRY() in the linker script");
    HandMade overlapping;
    overlapping.segments[1].virtual_address = elf_builder::base + 0x80;
    expect_refused(overlapping.file(), ": segments 0 and 1 overlap at FFFFFFFF80000080h", "FJ-0712",
                   "look at the kernel's linker script");
    constexpr auto pointer_in_code = "extern \"C\" { int x; void _start() { asm(\".quad x\"); } }";
    expect_refused(elf_builder::build(pointer_in_code, "", moved + "-z notext"),
                   " wants its code changed when it is moved (at 0h)", "FJ-0736",
                   "compile all of the kernel with -fpie");
}

TEST_F(CheckKernelTool, RefusesWhatIsNoKernel)
{
    expect_refused(elf_builder::build(spinning, "", "", "i686-linux-gnu"),
                   " is not a 64-bit ELF file: its class is 1 (1 stands for 32 bits)", "FJ-0703",
                   "build the kernel for x86-64");
    std::string_view const words = "title farjump\n";
    auto const text = std::as_bytes(std::span(words));
    expect_refused({text.begin(), text.end()}, " is not an ELF file: it starts with 7469746Ch", "FJ-0702",
                   "name the kernel's ELF file, not a flat binary");
    expect_refused({}, " has 0 bytes: too short for an ELF file", "FJ-0701", "copy the kernel again");
}

TEST_F(CheckKernelTool, ReadsPlainFilesOnly)
{
    auto const pipe = (directory_ / "pipe").string();
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    auto const directory = (directory_ / "").string();
    auto const missing = (directory_ / "missing").string();
    for (auto const& [path, why] : {std::pair{pipe, "it is not a plain file"},
                                    {"/dev/zero", "it is not a plain file"},
                                    {directory, "it is a directory"},
                                    {missing, "No such file or directory"}}) {
        auto const outcome = run(path);
        EXPECT_EQ(outcome.status, 1) << path;
        EXPECT_EQ(outcome.output, "farjump-check-kernel: cannot read " + path + ": " + why + "\n");
    }
}

TEST_F(CheckKernelTool, RefusesFilesThatNoVolumeCanHold)
{
    write_file(kernel_, HandMade{}.file());
    std::filesystem::resize_file(kernel_, 4_GiB); // takes no room
    auto const outcome = run(kernel_);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.output.find("no FAT volume can hold a file of 4 GiB or more"), outcome.output.npos);
}

TEST_F(CheckKernelTool, ExplainsItsUse)
{
    for (auto const arguments : {"", "a b", "-h", "--check a"}) {
        auto const outcome = run(arguments);
        EXPECT_EQ(outcome.status, 2);
        EXPECT_NE(outcome.output.find("usage: farjump-check-kernel [--memory MIB] KERNEL"), std::string::npos);
    }
}
