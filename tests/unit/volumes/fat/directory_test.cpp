// SPDX-License-Identifier: BSD-2-Clause
// Tests FAT directories: hand-made names that no tool would write, paths, and directories without an end.
#include "tests/unit/fat_directory_bytes.hpp"
#include "tests/unit/fat_image.hpp"

namespace {

using errors::Code;
using namespace std::string_literals;

// A volume with a directory "/d" of two neighbouring clusters, 32 entries, of which only '.' and '..' are in use; and
// with a file "/content" of one cluster, to which the entries that the tests write by hand can point.
struct FatDirectory : testing::Test {
    static std::vector<std::byte> const& volume()
    {
        static auto const content = [] {
            Fat32Image image;
            image.sh("mmd -i $image ::/d; for i in $(seq 10 39); do touch $files/f$i; done;"
                     "mcopy -i $image $files/* ::/d;"
                     "mdel -i $image '::/d/*'");
            image.add("content", 10, 1);
            return image.on_disk();
        }();
        return content;
    }

    // Writes the entry with this number in /d, for a file with the content of "/content".
    void entry(unsigned number, std::string_view raw_name, std::uint8_t attributes = 0x20, std::uint8_t nt_reserved = 0)
    {
        put(number, short_entry(raw_name, attributes, nt_reserved));
        mounted.put(place(number) + 26, Le16{static_cast<std::uint16_t>(mounted.first_cluster("CONTENT    "))});
        mounted.put(place(number) + 28, Le32{10});
    }

    void long_part(unsigned number, int order, std::u16string name, std::uint8_t checksum)
    {
        put(number, long_entry(order, name, checksum));
    }

    void put(unsigned number, RawEntry const& entry) { mounted.put(place(number), entry); }
    std::size_t place(unsigned number) const
    {
        return mounted.cluster_at(mounted.first_cluster("D          ")) + number * 32;
    }

    std::vector<std::string> list(std::string_view path = "/d")
    {
        mounted.forget();
        std::vector<std::string> names;
        auto const opened = mounted.open();
        auto const visited = opened->for_each(path, [&](DirectoryItem const& item) {
            names.emplace_back(item.name);
            return true;
        });
        EXPECT_TRUE(visited);
        return names;
    }

    using Names = std::vector<std::string>;

    bool finds(std::string_view path)
    {
        mounted.forget();
        auto const content = mounted.read_file(path);
        return content == FatImage::bytes_from(1, 10);
    }

    MountedDisk mounted{volume()};
};

TEST_F(FatDirectory, ShortNamesAreShownAsTheyWereTyped)
{
    entry(2, "KERNEL  ELF");
    entry(3, "KERNEL1 ELF", 0x20, 0x08);
    entry(4, "KERNEL2 ELF", 0x20, 0x10);
    entry(5, "KERNEL3 ELF", 0x20, 0x18);
    entry(6, "NOEXT      ");
    entry(7, "A B C   D E");
    EXPECT_EQ(list(), (Names{"KERNEL.ELF", "kernel1.ELF", "KERNEL2.elf", "kernel3.elf", "NOEXT", "A B C.D E"}));
    for (auto const path :
         {"/d/kernel.elf", "/D/KERNEL1.elf", "/d/Kernel2.Elf", "/d/KERNEL3.ELF", "/d/noext", "/d/a b c.d e"})
        EXPECT_TRUE(finds(path)) << path;
    for (auto const path : {"/d/kernel", "/d/kernel.elf.", "/d/kernel .elf", "/d/noext.", "/d/.elf"})
        expect_failure(mounted.read_file(path), Code::file_not_found, {}, path);
}

TEST_F(FatDirectory, DeletedEntriesAndVolumeLabelsAreNoFiles)
{
    entry(2, "\xE5"
             "ELETED ELF");
    entry(3, "LABEL   ELF", 0x08);
    entry(4, "LABEL2  ELF", 0x28);
    entry(5, "           ");
    entry(6, "KERNEL  ELF");
    EXPECT_EQ(list(), (Names{"KERNEL.ELF"}));
    EXPECT_FALSE(finds("/d/label.elf"));
    EXPECT_FALSE(finds("/d/label2.elf"));
}

TEST_F(FatDirectory, LettersOfAnUnknownCodePageAreShownAsSuch)
{
    entry(2, "\x05"
             "ANJI   ELF"); // 05h stands for E5h, which would mean "deleted"
    entry(3, "CAF\x90    ELF");
    EXPECT_EQ(list(), (Names{"\uFFFDANJI.ELF", "CAF\uFFFD.ELF"}));
}

TEST_F(FatDirectory, NothingIsReadBehindTheEndMark)
{
    entry(2, "KERNEL  ELF");
    entry(3, std::string(11, '\0'));
    entry(4, "LATER   ELF");
    EXPECT_EQ(list(), (Names{"KERNEL.ELF"}));
    EXPECT_FALSE(finds("/d/later.elf"));
}

TEST_F(FatDirectory, LongNamesAreUtf16)
{
    auto const sum = checksum_of("KERNEL~1ELF");
    long_part(2, 0x42, u"\xD83D\xDE80.elf"s + u'\0', sum);         // U+1F680, a pair
    long_part(3, 0x01, u"Kern\u00E9ls \u2014 \xDE80\xD83D ", sum); // a pair the wrong way round is no character
    entry(4, "KERNEL~1ELF");
    auto const name = "Kern\u00E9ls \u2014 \uFFFD\uFFFD "s;
    auto const listed = list();
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0], name + "\U0001F680.elf");
}

TEST_F(FatDirectory, OrphansOfLongNamesCountForNothing)
{
    auto const sum = checksum_of("KERNEL  ELF");
    auto const second = u"of two parts\0"s;
    struct Orphan {
        std::string why;
        int first_order, second_order;
        std::uint8_t first_sum, second_sum;
    };
    std::uint8_t const wrong = sum + 1;
    for (auto const& orphan : std::initializer_list<Orphan>{{"wrong checksum", 0x42, 1, wrong, wrong},
                                                            {"checksums differ", 0x42, 1, wrong, sum},
                                                            {"checksums differ", 0x42, 1, sum, wrong},
                                                            {"no start", 0x02, 1, sum, sum},
                                                            {"order", 0x43, 1, sum, sum},
                                                            {"order", 0x42, 2, sum, sum},
                                                            {"starts twice", 0x41, 0x42, sum, sum},
                                                            {"no end", 0x43, 2, sum, sum},
                                                            {"order 0", 0x41, 0x40, sum, sum},
                                                            {"order 21", 0x56, 0x55, sum, sum},
                                                            {"order 191", 0xBF, 0xBE, sum, sum}}) {
        SCOPED_TRACE(orphan.why);
        long_part(2, orphan.first_order, second, orphan.first_sum);
        long_part(3, orphan.second_order, u"A long name, ", orphan.second_sum);
        entry(4, "KERNEL  ELF");
        EXPECT_EQ(list(), (Names{"KERNEL.ELF"}));
        EXPECT_TRUE(finds("/d/kernel.elf"));
    }
    long_part(2, 0x42, second, sum);
    long_part(3, 0x01, u"A long name, ", sum);
    EXPECT_EQ(list(), (Names{"A long name, of two parts"}));
    entry(4, "\xE5"
             "ERNEL  ELF"); // deleted, and another file behind it
    entry(5, "KERNEL  ELF");
    EXPECT_EQ(list(), (Names{"KERNEL.ELF"}));
    entry(4, "LABEL      ", 0x08);
    EXPECT_EQ(list(), (Names{"KERNEL.ELF"}));
}

TEST_F(FatDirectory, NamesOf255UnitsAreTheLongest)
{
    auto const sum = checksum_of("KERNEL~1ELF");
    for (int part = 20; part >= 1; --part)
        long_part(22 - part, part == 20 ? 0x54 : part, std::u16string(part == 20 ? 8 : 13, u'\u20AC') + u'\0', sum);
    entry(22, "KERNEL~1ELF");
    std::string name;
    for (int i = 0; i < 255; ++i)
        name += "\u20AC";
    EXPECT_EQ(list(), (Names{name}));
    EXPECT_TRUE(finds("/d/" + name));
    auto const too_long = "/d/" + name + "x";
    expect_failure(mounted.read_file(too_long), Code::path_invalid, {}, too_long);

    long_part(2, 0x54, std::u16string(9, u'\u20AC') + u'\0', sum); // 256
    EXPECT_EQ(list(), (Names{"KERNEL~1.ELF"}));
    long_part(2, 0x54, std::u16string(13, u'\u20AC'), sum); // 260, and nothing ends it
    EXPECT_EQ(list(), (Names{"KERNEL~1.ELF"}));
}

TEST_F(FatDirectory, PathsAreTakenAsPeopleMeanThem)
{
    entry(2, "KERNEL  ELF");
    for (auto const path : {"/d/kernel.elf", "//d///kernel.elf", "/./d/./kernel.elf", "/../d/kernel.elf",
                            "/d/../d/kernel.elf", "/d/../../d/kernel.elf", "/content"})
        EXPECT_TRUE(finds(path)) << path;
    for (auto const path : {"", "d/kernel.elf", "kernel.elf", "\\d\\kernel.elf"})
        expect_failure(mounted.read_file(path), Code::path_invalid, {}, path);
    for (auto const path : {"/d/kernel.elf/", "/d/kernel.elf/x", "/content/.", "/content/..", "/content/d/kernel.elf"})
        expect_failure(mounted.read_file(path), Code::not_a_directory, {}, path);
    for (auto const path : {"/", "/d", "/d/", "/d/.", "/d/..", "/.."})
        expect_failure(mounted.read_file(path), Code::is_a_directory, {}, path);
    for (auto const path : {"/x", "/x/kernel.elf", "/d/x", "/d/...", "/d/x/../kernel.elf", "/d\\kernel.elf"})
        expect_failure(mounted.read_file(path), Code::file_not_found, {}, path);
}

TEST_F(FatDirectory, ListsDirectoriesOnly)
{
    entry(2, "SUB        ", 0x10);
    entry(3, "KERNEL  ELF");
    EXPECT_EQ(list("/"), (Names{"d", "content"}));
    auto const opened = mounted.open();
    std::vector<DirectoryItem> items;
    ASSERT_TRUE(opened->for_each("/d/", [&](DirectoryItem const& item) {
        items.push_back(item);
        return false; // seen enough
    }));
    ASSERT_EQ(items.size(), 1u);
    EXPECT_TRUE(items[0].is_directory);
    auto const go_on = [](DirectoryItem const&) { return true; };
    expect_failure(opened->for_each("/content", go_on), Code::not_a_directory, {}, "/content");
    expect_failure(opened->for_each("/x", go_on), Code::file_not_found, {}, "/x");
}

// Fills all 32 entries, so that /d does not end before its chain does.
TEST_F(FatDirectory, ADirectoryMayEndWithItsChain)
{
    for (unsigned i = 2; i < 32; ++i)
        entry(i, "FILE" + std::to_string(10 + i) + "     ");
    EXPECT_EQ(list().size(), 30u);
    EXPECT_TRUE(finds("/d/file41"));
    EXPECT_FALSE(finds("/d/file42"));
}

TEST_F(FatDirectory, ALoopedDirectoryIsFound)
{
    for (unsigned i = 2; i < 32; ++i)
        entry(i, "FILE" + std::to_string(10 + i) + "     ");
    auto const first = mounted.first_cluster("D          ");
    mounted.set_fat(mounted.fat_entry(first), first);
    EXPECT_TRUE(finds("/d/file41")); // it stands before the loop comes back
    expect_failure(mounted.read_file("/d/file42"), Code::chain_loops, {2}, "/d");
    mounted.set_fat(mounted.fat_entry(first), 0);
    mounted.forget();
    expect_failure(mounted.read_file("/d/file42"), Code::chain_into_free, {mounted.fat_entry(first)}, "/d");
}

TEST_F(FatDirectory, ADirectoryHasAtMost65536Entries)
{
    auto const first = mounted.first_cluster("D          ");
    constexpr std::uint32_t begin = 10'000;
    constexpr std::uint32_t clusters = (2 << 20) / 512;
    mounted.set_fat(first, begin);
    for (unsigned i = 2; i < 16; ++i)
        entry(i, "\xE5"
                 "          ");
    for (std::uint32_t i = begin; i < begin + clusters; ++i) {
        std::memset(&mounted.disk.content[mounted.cluster_at(i)], 0xE5, 512);
        mounted.set_fat(i, i + 1);
    }
    mounted.set_fat(begin + clusters - 2, 0x0FFFFFFF); // with the first one: exactly 2 MiB
    expect_failure(mounted.read_file("/d/x"), Code::file_not_found, {}, "/d/x");
    mounted.set_fat(begin + clusters - 2, begin + clusters - 1);
    mounted.set_fat(begin + clusters - 1, 0x0FFFFFFF);
    mounted.forget();
    expect_failure(mounted.read_file("/d/x"), Code::chain_too_long, {2 << 20}, "/d");
}

} // namespace
