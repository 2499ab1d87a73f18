// SPDX-License-Identifier: BSD-2-Clause
// Tests the sealing of real kernels: the place of the note, that nothing else changes, and that every covered byte is
// protected.
#include "disk/kernel_tools/sealing.hpp"

#include "disk/kernel_tools/kernel_file.hpp"

#include "stage2/talk/error_text.hpp"
#include "tests/unit/elf_builder.hpp"

#include <gtest/gtest.h>

#include <cstdio>

using elf_builder::File;
using elf_builder::HandMade;
using errors::Code;
using sealing::Place;

namespace {

// Everything readelf says about the headers and notes of a file, its warnings included.
std::string readelf(File const& file, std::string const& options)
{
    elf_builder::TemporaryDirectory const directory;
    elf_builder::write_file(directory / "k", file);
    auto const command = "x86_64-linux-gnu-readelf " + options + " " + (directory / "k").string() + " 2>&1";
    auto* const pipe = popen(command.c_str(), "r");
    std::string output;
    for (int character; (character = std::fgetc(pipe)) != EOF;)
        output += static_cast<char>(character);
    EXPECT_EQ(pclose(pipe), 0) << output;
    return output;
}

sealing::Sealed sealed(File const& file)
{
    auto result = sealing::seal(file, "k");
    if (!result)
        throw std::runtime_error(std::string(error_text::why(result.error()).view()));
    return *std::move(result);
}

// The sealed file is as good as the one it was made of: the same segments with the same bytes, and verified.
void expect_sealed(File const& before, sealing::Sealed const& after)
{
    auto const old_image = elf_builder::parse(before), new_image = elf_builder::parse(after.file);
    ASSERT_TRUE(old_image.has_value() && new_image.has_value());
    ASSERT_EQ(old_image->segments().size(), new_image->segments().size());
    EXPECT_EQ(old_image->entry, new_image->entry);
    for (std::size_t i = 0; i < old_image->segments().size(); ++i) {
        EXPECT_EQ(old_image->segments()[i].address, new_image->segments()[i].address);
        EXPECT_EQ(old_image->segments()[i].file_offset, new_image->segments()[i].file_offset);
        EXPECT_EQ(old_image->segments()[i].file_size, new_image->segments()[i].file_size);
    }
    auto const checked = sealing::check(after.file, "k");
    ASSERT_TRUE(checked.has_value() && checked->has_value());
    EXPECT_EQ(**checked, after.checksum);
    for (auto const options : {"-hlSW", "-n"}) {
        auto const output = readelf(after.file, options);
        EXPECT_EQ(output.find("arning"), output.npos) << output;
        EXPECT_EQ(output.find("rror"), output.npos) << output;
    }
}

// How many bytes differ in the part that both files have.
std::size_t differences(File const& left, File const& right)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
        count += left[i] != right[i];
    return count;
}

File small_kernel()
{
    HandMade elf;
    auto file = elf.file();
    std::fill(file.begin() + 64 + 3 * 56, file.begin() + 0x200, std::byte{0});
    return file;
}

constexpr auto source_with_note = R"(
    struct { unsigned sizes[2], type; char name[8]; unsigned format, checksum; }
        const seal __attribute__((section(".note.farjump"), used, aligned(4))) = {{8, 8}, 1, "farjump", 2, 0};
    extern "C" void kernel_main() { for (;;); }
)";

constexpr auto script_with_note = R"(
    ENTRY(kernel_main)
    PHDRS { code PT_LOAD FLAGS(5); constants PT_LOAD FLAGS(4); seal PT_NOTE FLAGS(4); }
    SECTIONS {
        . = 0xFFFFFFFF80000000;
        .text : { *(.text*) } :code
        . = ALIGN(4096); .note.farjump : { *(.note.farjump) } :constants :seal
        .rodata : { LONG(0x12345678) } :constants
        /DISCARD/ : { *(.comment) *(.eh_frame) *(.note.gnu*) *(.note.GNU*) }
    }
)";

} // namespace

TEST(Sealing, FillsTheNoteThatALinkerScriptReserved)
{
    auto const file = elf_builder::build(source_with_note, script_with_note);
    auto const result = sealed(file);
    EXPECT_EQ(result.place, Place::existing);
    EXPECT_EQ(result.file.size(), file.size());
    EXPECT_LE(differences(file, result.file), 5u); // the checksum, and the format
    expect_sealed(file, result);
    EXPECT_NE(readelf(result.file, "-n").find("farjump"), std::string::npos);
}

// As kernels have it that were written for an earlier version.
TEST(Sealing, MakesANoteOfTheOldFormatOneOfTheCurrentFormat)
{
    auto const file = elf_builder::build(source_with_note, script_with_note);
    ASSERT_EQ(kernel_file::parse(file, "k")->findings.seal->format, seal::old_format);
    auto const result = sealed(file);
    EXPECT_EQ(kernel_file::parse(result.file, "k")->findings.seal->format, seal::current_format);
    expect_sealed(file, result);
}

TEST(Sealing, UsesTheGapBehindTheProgramHeaders)
{
    auto const file = elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script);
    auto const result = sealed(file);
    EXPECT_EQ(result.place, Place::gap);
    EXPECT_EQ(result.file.size(), file.size());
    EXPECT_LE(differences(file, result.file), 1 + 56u + 28);
    expect_sealed(file, result);
}

TEST(Sealing, UsesTheGapInTheLinkersDefaultLayout)
{
    auto const file = elf_builder::build("extern \"C\" void _start() { for (;;); }", "", "-static -no-pie");
    expect_sealed(file, sealed(file));
}

TEST(Sealing, AppendsWhereThereIsNoGap)
{
    // ld -n does not align segments in the file, so the code begins right behind the program headers.
    auto const file =
        elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script, "-n -z max-page-size=16");
    auto const result = sealed(file);
    EXPECT_EQ(result.place, Place::appended);
    EXPECT_GT(result.file.size(), file.size());
    EXPECT_LE(differences(file, result.file), 9u); // e_phoff and e_phnum
    expect_sealed(file, result);
}

TEST(Sealing, DoesNotTakeTheGapFromThoseWhoUseIt)
{
    auto const file = small_kernel();
    EXPECT_EQ(sealed(file).place, Place::gap);

    auto byte_in_gap = file;
    byte_in_gap[64 + 3 * 56 + 83] = std::byte{1};
    EXPECT_EQ(sealed(byte_in_gap).place, Place::appended);
    auto byte_behind_gap = file;
    byte_behind_gap[64 + 3 * 56 + 84] = std::byte{1};
    EXPECT_EQ(sealed(byte_behind_gap).place, Place::gap);

    HandMade elf;
    elf.segments.push_back(elf_builder::of_type(0x70000000));
    elf.segments.back().file_size = 0x1F0; // some other tool's, from the file's start
    auto claimed = elf.file();
    std::fill(claimed.begin() + 64 + 4 * 56, claimed.begin() + 0x200, std::byte{0});
    EXPECT_EQ(sealed(claimed).place, Place::appended);

    HandMade strange;
    strange.header.section_header_offset = 0x10000; // beyond the file: who knows what the file holds
    auto unreadable = strange.file();
    std::fill(unreadable.begin() + 64 + 3 * 56, unreadable.begin() + 0x200, std::byte{0});
    EXPECT_EQ(sealed(unreadable).place, Place::appended);
}

TEST(Sealing, SealsSegmentsThatHaveNoBytesInTheFile)
{
    HandMade elf;
    elf.segments[2] = elf_builder::load(6, elf_builder::base + 0x2000, ~0ull, 0, 0x1000);
    EXPECT_TRUE(sealing::check(sealed(elf.file()).file, "k").has_value());
}

// With the table in its place or moved to the end of the file, headers below the kernel are no part of it.
TEST(Sealing, SealsWhereHeadersAreLeftOut)
{
    auto file = elf_builder::build("extern \"C\" void _start() { for (;;); }", "",
                                   "-static -Ttext=0xFFFFFFFF80000000 -z max-page-size=4096 -z noexecstack");
    auto const in_gap = sealed(file);
    EXPECT_EQ(in_gap.place, Place::gap);
    expect_sealed(file, in_gap);
    file[64 + read_at<elf::FileHeader>(file, 0)->program_header_count * sizeof(elf::ProgramHeader)] = std::byte{1};
    auto const appended = sealed(file);
    EXPECT_EQ(appended.place, Place::appended);
    expect_sealed(file, appended);
    EXPECT_EQ(elf_builder::parse(appended.file)->begin(), VirtAddr{elf_builder::base});
}

TEST(Sealing, SealsTwiceToTheSameFile)
{
    for (auto const& file : {small_kernel(), HandMade{}.file()}) {
        auto const once = sealed(file);
        auto const twice = sealed(once.file);
        EXPECT_EQ(twice.place, Place::existing);
        EXPECT_EQ(twice.file, once.file);
    }
}

TEST(Sealing, MakesANewSealAfterAChange)
{
    auto const once = sealed(small_kernel());
    auto changed = once.file;
    changed[0x210] ^= std::byte{1};
    EXPECT_NE(sealed(changed).checksum, once.checksum);
}

TEST(Sealing, SaysNothingOfAFileWithoutSeal)
{
    auto const result = sealing::check(small_kernel(), "k");
    ASSERT_TRUE(result.has_value());
    EXPECT_FALSE(result->has_value());
}

TEST(Sealing, RefusesWhatTheLoaderRefuses)
{
    HandMade elf;
    elf.segments[0].flags = 7;
    auto const result = sealing::seal(elf.file(), "k");
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error()->code, Code::elf_segment_writable_executable);
}

TEST(Sealing, RefusesWhereTheLoaderWouldNotFindTheSeal)
{
    HandMade elf;
    elf.header.program_header_offset = elf.size;
    elf.size += elf::max_table_size;
    while (elf.segments.size() < elf::max_program_headers)
        elf.segments.push_back(elf_builder::of_type(0x7000'0000));
    auto const result = sealing::seal(elf.file(), "k");
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error()->code, Code::seal_no_room);
    EXPECT_EQ(result.error()->numbers, (std::array<std::uint64_t, 3>{elf::max_program_headers}));
}

TEST(Sealing, GuardsEveryBitThatDecidesWhatRuns)
{
    auto const whole = sealed(small_kernel());
    auto const image = elf_builder::parse(whole.file);
    ASSERT_TRUE(image.has_value());

    std::vector<bool> covered(whole.file.size());
    auto const cover = [&](std::size_t offset, std::size_t size) {
        std::fill_n(covered.begin() + static_cast<std::ptrdiff_t>(offset), size, true);
    };
    cover(16, 2); // e_type
    cover(24, 8); // e_entry
    for (auto const& segment : image->segments()) {
        auto const header = static_cast<std::size_t>(64 + segment.number * 56);
        cover(header, 8);       // p_type, p_flags
        cover(header + 16, 40); // addresses, sizes, alignment
        cover(static_cast<std::size_t>(segment.file_offset), static_cast<std::size_t>(segment.file_size));
    }
    std::size_t refused = 0;
    for (std::size_t i = 0; i < covered.size(); ++i)
        for (int bit = 0; covered[i] && bit < 8; ++bit, ++refused) {
            auto damaged = whole.file;
            damaged[i] ^= static_cast<std::byte>(1 << bit);
            EXPECT_FALSE(sealing::check(damaged, "k").has_value()) << "byte " << i << " bit " << bit;
        }
    EXPECT_GT(refused, 8u * (2 + 8 + 3 * 48 + 0x1C0) - 1);
}

// Another kind of file, or no relocations, is another program: it would start, and go wrong.
TEST(Sealing, GuardsWhatDecidesHowAKernelIsMoved)
{
    auto const linked_high = sealed(elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script)).file;
    auto movable = linked_high;
    movable[16] ^= std::byte{1}; // e_type: ET_EXEC becomes ET_DYN
    ASSERT_TRUE(elf_builder::parse(movable).has_value());
    EXPECT_FALSE(sealing::check(movable, "k").has_value());

    auto const whole = sealed(elf_builder::build("int x; int* p = &x; extern \"C\" int _start() { return *p; }", "",
                                                 "-pie --no-dynamic-linker -z noexecstack"))
                           .file;
    auto const image = elf_builder::parse(whole);
    ASSERT_TRUE(image.has_value() && image->dynamic_size != 0);
    auto const table = std::as_bytes(std::span(whole)).subspan(64);
    std::uint8_t number = 0;
    while (elf::program_header(table, number).type != elf::ProgramHeader::dynamic)
        ++number;
    auto const begin = std::size_t{64} + number * sizeof(elf::ProgramHeader);
    auto const expect_guarded = [&](std::size_t offset, std::size_t size) {
        for (std::size_t i = begin + offset; i < begin + offset + size; ++i)
            for (int bit = 0; bit < 8; ++bit) {
                auto damaged = whole;
                damaged[i] ^= static_cast<std::byte>(1 << bit);
                EXPECT_FALSE(sealing::check(damaged, "k").has_value()) << "byte " << i << " bit " << bit;
            }
    };
    expect_guarded(offsetof(elf::ProgramHeader, type), 4);
    expect_guarded(offsetof(elf::ProgramHeader, virtual_address), 8);
    expect_guarded(offsetof(elf::ProgramHeader, memory_size), 8);
}

TEST(Sealing, GuardsTheSealItself)
{
    auto const whole = sealed(small_kernel());
    auto const note = static_cast<std::size_t>(64 + 4 * 56);
    for (std::size_t i = note + 20; i < note + 28; ++i) { // format and checksum
        auto damaged = whole.file;
        damaged[i] ^= std::byte{0x40};
        EXPECT_FALSE(sealing::check(damaged, "k").has_value()) << i;
    }
}
