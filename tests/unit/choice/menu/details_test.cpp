// SPDX-License-Identifier: BSD-2-Clause
// Tests what the menu says about an entry: its kernel's file, its options, all its lines; and the memory map.
#include "stage2/choice/menu/details.hpp"

#include "disk/kernel_tools/sealing.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/disk/guest_files.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/memory_volume.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using boot_entry::Setting;
using errors::Code;
using namespace std::string_literals;

struct DetailsTest : testing::Test {
    DetailsTest()
    {
        boot.workspace = workspace.get();
        boot.volume = &volume;
    }

    void put(std::string const& path, std::vector<std::byte> const& file)
    {
        volume.put(path, {reinterpret_cast<char const*>(file.data()), file.size()});
    }
    std::string describe(std::string_view value, std::string_view key = "kernel", std::string_view problem = {})
    {
        choice::Item item{.file = {}, .heading = {}, .kernel = {key, value}, .problem = problem};
        text::Sentence words{};
        words << "what was there before";
        menu::describe_kernel(boot, item, words);
        return std::string(words.view());
    }

    FakeMachine machine;
    MemoryVolume volume;
    std::unique_ptr<Workspace> workspace = std::make_unique<Workspace>();
    Boot boot{0x80};
};

TEST_F(DetailsTest, DescribesKernelsForFarjump)
{
    auto const plain = elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script);
    auto const sealed = sealing::seal(plain, "k")->file;
    put("/boot/plain", plain);
    put("/boot/sealed", sealed);
    auto const size = [](std::vector<std::byte> const& file) {
        return std::string(text::Sentence{}.size(file.size()).view());
    };
    EXPECT_EQ(describe("/boot/plain"), "/boot/plain, " + size(plain) + ", for farjump, without a seal");
    EXPECT_EQ(describe("/boot/sealed"), "/boot/sealed, " + size(sealed) + ", for farjump, sealed");
}

TEST_F(DetailsTest, DescribesKernelsForOtherProtocols)
{
    put("/boot/linux", guest_files::Linux{}.file());
    put("/boot/mb1", guest_files::flat(guest_files::header_1(3)));
    put("/boot/mb2", guest_files::flat(guest_files::header_2({})));
    EXPECT_TRUE(describe("/boot/linux").ends_with(", a Linux kernel")) << describe("/boot/linux");
    EXPECT_EQ(describe("/boot/mb1"), "/boot/mb1, 4,096 bytes, for Multiboot");
    EXPECT_EQ(describe("/boot/mb2"), "/boot/mb2, 4,096 bytes, for Multiboot2");
    EXPECT_EQ(describe("/boot/mb2", "multiboot2"), "/boot/mb2, 4,096 bytes, multiboot2"); // as the entry says
    EXPECT_EQ(describe("boot/mb2", "multiboot2"), "/boot/mb2, 4,096 bytes, multiboot2");
}

TEST_F(DetailsTest, DescribesPackedFiles)
{
    volume.put("/boot/k.gz", "\x1F\x8B\x08" + std::string(20'000, 'x'));
    volume.put("/boot/k.lz4", "\x04\x22\x4D\x18");
    EXPECT_EQ(describe("/boot/k.gz"), "/boot/k.gz, 19 KiB, packed with gzip");
    EXPECT_EQ(describe("/boot/k.lz4"), "/boot/k.lz4, 4 bytes, packed with LZ4");
}

TEST_F(DetailsTest, SaysWhyAFileIsNoKernel)
{
    volume.put("/boot/empty", "");
    volume.put("/boot/text", "words");
    volume.put("/boot/short", "\x7F"
                              "ELF");
    volume.put("/boot/bad", "");
    volume.unreadable["/boot/bad"] = Code::disk_read_failed;
    EXPECT_TRUE(describe("/boot/empty").starts_with("/boot/empty, 0 bytes: ")) << describe("/boot/empty");
    EXPECT_TRUE(describe("/boot/text").starts_with("/boot/text, 5 bytes: /boot/text ")) << describe("/boot/text");
    EXPECT_TRUE(describe("/boot/short").starts_with("/boot/short, 4 bytes: ")) << describe("/boot/short");
    EXPECT_EQ(describe("/boot/missing"), "/boot/missing: /boot/missing is not on the volume");
    EXPECT_TRUE(describe("/boot/bad").contains("LBA 99")) << describe("/boot/bad");
    EXPECT_EQ(describe("/boot/text", "kernel", "why"), "why");
}

// Reads no byte that the file does not have, whatever its headers say.
TEST_F(DetailsTest, TakesDamagedKernels)
{
    auto const sealed =
        sealing::seal(elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script), "k")->file;
    for (std::size_t size = 0; size < std::min<std::size_t>(sealed.size(), 4096); size += size < 200 ? 1 : 37) {
        volume.files.clear();
        put("/k", {sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(size)});
        EXPECT_TRUE(describe("/k").starts_with("/k, "));
    }
    for (std::size_t at = 0; at < 64 + 8 * 56; ++at)
        for (auto const byte : {std::byte{0xFF}, std::byte{0x00}, std::byte{0x7F}}) {
            volume.files.clear();
            auto file = sealed;
            file[at] = byte;
            put("/k", file);
            EXPECT_TRUE(describe("/k").starts_with("/k, "));
        }
}

TEST_F(DetailsTest, DescribesWhatIsNoFile)
{
    EXPECT_EQ(describe("drive 81h, partition 2", "chain"), "chain drive 81h, partition 2");
    volume.put("/boot/sector", std::string(512, 'x'));
    EXPECT_EQ(describe("/boot/sector", "chain"), "/boot/sector, 512 bytes, chain");
}

TEST_F(DetailsTest, ALongPathIsCut)
{
    auto const path = "/" + std::string(2000, 'x');
    auto const words = describe(path.substr(1), "linux");
    EXPECT_TRUE(words.starts_with("/xxxxx")) << words;
    EXPECT_LE(words.size(), 400u);
}

TEST(MenuOptions, AreJoinedAsAKernelGetsThem)
{
    std::array<char, 20> room;
    Setting const settings[]{{"options", "one  two"}, {"module", "/m"}, {"options", "three"}};
    EXPECT_EQ(menu::join_options(settings, room), "one  two three");
    EXPECT_EQ(menu::join_options({}, room), "");
    EXPECT_EQ(menu::join_options(std::span(settings).subspan(1, 1), room), "");
}

TEST(MenuOptions, ThatDoNotFitAreNone)
{
    Setting const settings[]{{"options", "one"}, {"options", "two"}};
    std::array<char, 8> room{};
    EXPECT_EQ(menu::join_options(settings, std::span(room).first(7)), "one two");
    EXPECT_EQ(menu::join_options(settings, std::span(room)), "one two");
    for (std::size_t size = 0; size < 7; ++size)
        EXPECT_FALSE(menu::join_options(settings, std::span(room).first(size))) << size;
    EXPECT_EQ(room[7], '\0');
}

struct PrintEntryTest : testing::Test {
    boot_choice::EntryFile& parse(std::string const& text)
    {
        file->path = "/loader/entries/a.conf";
        std::ranges::copy(text, file->text.begin());
        file->entry = *boot_entry::parse(file->path, {file->text.data(), text.size()});
        return *file;
    }

    std::unique_ptr<boot_choice::EntryFile> file = std::make_unique<boot_choice::EntryFile>();
    std::array<char, 2000> room;
};

TEST_F(PrintEntryTest, PrintsAllThatTheEntrySays)
{
    auto const& entry = parse("title Hobby OS\nversion 2.1\nsort-key hobby\nmachine-id 0123\nkernel /boot/k\n"
                              "options one\nmodule /boot/m\noptions two\n");
    EXPECT_EQ(menu::print_entry(entry, "/boot/k, 103 KiB", room),
              "/loader/entries/a.conf\n\ntitle Hobby OS\nversion 2.1\nsort-key hobby\nmachine-id 0123\nkernel /boot/k\n"
              "options one\nmodule /boot/m\noptions two\n\n/boot/k, 103 KiB\n");
}

TEST_F(PrintEntryTest, LeavesOutWhatItDoesNotSay)
{
    EXPECT_EQ(menu::print_entry(parse("linux /vmlinuz\n"), "words", room),
              "/loader/entries/a.conf\n\nlinux /vmlinuz\n\nwords\n");
}

TEST_F(PrintEntryTest, CutsWhatDoesNotFit)
{
    auto const& entry = parse("title Hobby OS\nkernel /boot/k\n");
    auto const whole = std::string(menu::print_entry(entry, "words", room));
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        room.fill('#');
        EXPECT_EQ(menu::print_entry(entry, "words", std::span(room).first(size)), whole.substr(0, size));
        EXPECT_EQ(room[size], '#');
    }
}

TEST(MenuMemoryMap, HasALineForEachRange)
{
    MemoryMap memory;
    memory.add(0, 0x9FC00, MemoryKind::usable);
    memory.add(0x9FC00, 0x400, MemoryKind::reserved);
    memory.add(1_MiB, 127_MiB, MemoryKind::usable);
    memory.add(128_MiB, 64_KiB, MemoryKind::acpi_reclaimable);
    memory.add(129_MiB, 64_KiB, MemoryKind::acpi_nvs);
    memory.add(130_MiB, 64_KiB, MemoryKind::bad);
    memory.add(4_GiB, 1_GiB, MemoryKind::usable);
    std::array<char, 2000> room;
    EXPECT_EQ(menu::print_memory_map(memory, room), "000000000000 - 00000009FBFF  639 KiB usable\n"
                                                    "00000009FC00 - 00000009FFFF  1,024 bytes reserved\n"
                                                    "000000100000 - 000007FFFFFF  127 MiB usable\n"
                                                    "000008000000 - 00000800FFFF  64 KiB ACPI\n"
                                                    "000008100000 - 00000810FFFF  64 KiB ACPI NVS\n"
                                                    "000008200000 - 00000820FFFF  64 KiB bad\n"
                                                    "000100000000 - 00013FFFFFFF  1,024 MiB usable\n");
    auto const cut = menu::print_memory_map(memory, std::span(room).first(50));
    EXPECT_EQ(cut.size(), 50u);
    EXPECT_EQ(menu::print_memory_map(MemoryMap{}, room), "");
}

} // namespace
