// The file in a packed one: reads in any order, through windows of any size, and what is due before the first of them.
#include "stage2/packed/unpacked_file.hpp"

#include "include/units.hpp"
#include "stage2/packed/unpack.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/packed/lz4_frames.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

using errors::Code;
using packed::UnpackedFile;

namespace {

// A packed file, as unpack() opens it.
class Opened {
public:
    Opened(Content packed, std::uint64_t size, std::size_t window_size = 67'000)
        : packed_(std::move(packed)),
          window_(window_size),
          file({packed_, lz4_frame::parse_header(packed_, packed_name).value(), window_, packed_name}, size,
               packed_name)
    {}

    Opened(Opened const&) = delete;

private:
    Content packed_, window_;

public:
    UnpackedFile file;
};

Content some_content(std::size_t size)
{
    std::mt19937 random(1);
    auto content = lines(random, size / 2);
    append(content, random_bytes(random, size - content.size()));
    return content;
}

Result<Content> read(File& file, std::uint64_t offset, std::size_t size)
{
    Content bytes(size, std::byte{0xEE});
    TRY(file.read(offset, bytes));
    return bytes;
}

bool is_part(Bytes bytes, Content const& content, std::uint64_t offset)
{
    auto const due = Bytes(content).subspan(static_cast<std::size_t>(offset), bytes.size());
    return bytes.empty() || std::memcmp(bytes.data(), due.data(), bytes.size()) == 0;
}

void expect_failure(Result<void> const& result, Code code, std::array<std::uint64_t, 3> numbers,
                    std::string_view name = packed_name)
{
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, code);
    EXPECT_EQ(result.error()->numbers, numbers);
    EXPECT_EQ(result.error()->name, name);
}

// A file on a disk whose sectors are good.
class MemoryFile final : public File {
public:
    explicit MemoryFile(Content bytes) : content(std::move(bytes)) {}

    std::uint64_t size() const override { return content.size(); }

    Result<void> read_parts(std::span<FilePart const> parts) override
    {
        for (auto const& [offset, destination] : parts) {
            reads.push_back({offset, destination.size()});
            std::memcpy(destination.data(), content.data() + offset, destination.size());
        }
        return {};
    }

    Content content;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> reads;
};

// A machine with memory from 1 MiB to 5 MiB.
struct SmallMachine {
    SmallMachine()
    {
        map.add(1_MiB, 4_MiB, MemoryKind::usable);
        map.finish(0x9FC00);
    }

    Result<File*> unpack(Content packed)
    {
        file.content = std::move(packed);
        return packed::unpack(file, map, packed_name);
    }

    FakeMachine machine{5_MiB, std::byte{0xCC}};
    MemoryMap map;
    MemoryFile file{{}};
};

} // namespace

TEST(UnpackedFile, IsReadInOneGo)
{
    auto const content = some_content(300'000);
    for (auto const window : {smallest_window + 100, std::size_t{200'000}, std::size_t{1'000'000}}) {
        Opened opened(packed_by_lz4(content), content.size(), window);
        EXPECT_EQ(opened.file.size(), content.size());
        EXPECT_EQ(read(opened.file, 0, content.size()).value(), content);
        EXPECT_TRUE(opened.file.finish());
        EXPECT_TRUE(opened.file.finish());
    }
}

TEST(UnpackedFile, OfTheSmallestWindowIsReadByteByByte)
{
    auto const content = some_content(70'000);
    Opened opened(packed_by_lz4(content), content.size(), smallest_window);
    for (std::size_t at = 0; at < content.size(); ++at)
        ASSERT_EQ(read(opened.file, at, 1).value()[0], content[at]) << at;
    EXPECT_TRUE(opened.file.finish());
}

TEST(UnpackedFile, IsReadBackwards)
{
    auto const content = some_content(300'000);
    Opened opened(packed_by_lz4(content), content.size());
    for (auto at = content.size() - 5000;; at -= 5000) {
        ASSERT_TRUE(is_part(read(opened.file, at, 5000).value(), content, at)) << at;
        if (at == 0)
            break;
    }
    EXPECT_TRUE(opened.file.finish());
}

TEST(UnpackedFile, ServesPartsThatOverlap)
{
    auto const content = some_content(300'000);
    Opened opened(packed_by_lz4(content), content.size());
    Content all(300'000), start(10), middle(150'000), inner(3), end(1), none;
    FilePart const parts[] = {{100'000, middle}, {0, all},        {299'999, end},
                              {120'000, inner},  {300'000, none}, {0, start}};
    ASSERT_TRUE(opened.file.read_parts(parts));
    for (auto const& [offset, destination] : parts)
        EXPECT_TRUE(is_part(destination, content, offset)) << offset;
    EXPECT_TRUE(opened.file.finish());
}

TEST(UnpackedFile, WritesNothingBesideTheParts)
{
    auto const content = some_content(200'000);
    Opened opened(packed_by_lz4(content), content.size());
    Content memory(1000, std::byte{0xEE});
    FilePart const parts[] = {{99'990, MutableBytes(memory).subspan(100, 300)},
                              {10, MutableBytes(memory).subspan(500, 1)}};
    ASSERT_TRUE(opened.file.read_parts(parts));
    for (std::size_t at = 0; at < memory.size(); ++at)
        ASSERT_TRUE(memory[at] == std::byte{0xEE} || (at >= 100 && at < 400) || at == 500) << at;
}

TEST(UnpackedFile, IsReadAfterItsEndWasVerified)
{
    auto const content = some_content(300'000);
    Opened opened(packed_by_lz4(content), content.size());
    ASSERT_TRUE(opened.file.finish());
    EXPECT_TRUE(is_part(read(opened.file, 299'000, 1000).value(), content, 299'000));
    EXPECT_TRUE(is_part(read(opened.file, 17, 1000).value(), content, 17));
    EXPECT_TRUE(opened.file.finish());
}

TEST(UnpackedFile, ReadsThatAreEmptyNeedNothing)
{
    Opened opened(packed_by_lz4({}), 0);
    EXPECT_TRUE(read(opened.file, 0, 0));
    EXPECT_TRUE(opened.file.read_parts({}));
    EXPECT_TRUE(opened.file.finish());
}

TEST(UnpackedFile, EndsWhereItsContentDoes)
{
    auto const content = bytes_of("0123456789");
    Opened opened(packed_by_lz4(content), content.size());
    Content bytes(11);
    expect_failure(opened.file.read(0, bytes), Code::read_beyond_file, {10, 11, 0});
    expect_failure(opened.file.read(10, MutableBytes(bytes).first(1)), Code::read_beyond_file, {10, 1, 10});
    expect_failure(opened.file.read(11, {}), Code::read_beyond_file, {10, 0, 11});
    expect_failure(opened.file.read(~0ull, MutableBytes(bytes).first(2)), Code::read_beyond_file, {10, 2, ~0ull});
    EXPECT_TRUE(opened.file.read(10, {}));
    EXPECT_TRUE(opened.file.read(0, MutableBytes(bytes).first(10)));
}

// What is wrong beyond the part that was read is found at the end.
TEST(UnpackedFile, EndVerifiesWhatWasNotRead)
{
    auto const content = some_content(300'000);
    auto packed = packed_by_lz4(content);
    auto const stored = xxh32::of(content);
    packed.back() ^= std::byte{0x80};
    Opened checksum(packed, content.size());
    EXPECT_TRUE(read(checksum.file, 0, 1000));
    expect_failure(checksum.file.finish(), Code::packed_checksum, {stored, stored ^ 0x8000'0000, packed.size() - 4});

    packed.pop_back();
    Opened cut(packed, content.size());
    EXPECT_TRUE(read(cut.file, 0, 1000));
    expect_failure(cut.file.finish(), Code::packed_ends_early, {packed.size()});
}

TEST(UnpackedFile, SizeThatIsWrongIsFound)
{
    auto const content = bytes_of("0123456789");
    for (std::uint64_t const size : {9u, 11u}) {
        Frame const lying{.blocks = {{content, true}}, .content_size = size};
        Opened said(lying.bytes(), size);
        expect_failure(said.file.finish(), Code::packed_size_wrong, {size, 10});
    }
    Opened larger(Frame{.blocks = {{content, true}}}.bytes(), 11);
    Content bytes(11);
    expect_failure(larger.file.read(0, bytes), Code::packed_size_wrong, {11, 10});
    Opened smaller(Frame{.blocks = {{content, true}}}.bytes(), 9);
    EXPECT_TRUE(smaller.file.read(0, MutableBytes(bytes).first(9)));
    expect_failure(smaller.file.finish(), Code::packed_size_wrong, {9, 10});
}

TEST(UnpackedFile, RandomReadsGiveTheContent)
{
    std::mt19937 random(2);
    for (int round = 0; round < 40; ++round) {
        auto const content = some_content(1 + random() % 300'000);
        auto const packed = packed_by_lz4(content, random() % 2 == 0 ? "-9 -B4 -BD" : "--content-size");
        Opened opened(packed, content.size(), smallest_window + 1000 + random() % 300'000);
        for (int call = 0; call < 10; ++call) {
            std::vector<Content> memory;
            std::vector<FilePart> parts;
            for (auto count = random() % 5; count != 0; --count) {
                auto const offset = random() % (content.size() + 1);
                memory.emplace_back(random() % (std::min<std::size_t>(content.size() - offset, 50'000) + 1));
                parts.push_back({offset, memory.back()});
            }
            ASSERT_TRUE(opened.file.read_parts(parts));
            for (auto const& [offset, destination] : parts)
                ASSERT_TRUE(is_part(destination, content, offset)) << round << ' ' << offset;
        }
        ASSERT_TRUE(opened.file.finish());
    }
}

TEST(Unpack, OpensAPackedFile)
{
    auto const content = some_content(1'000'000);
    for (auto const* options : {"", "-9 --content-size"}) {
        SmallMachine small;
        auto const packed = packed_by_lz4(content, options);
        auto const file = small.unpack(packed);
        ASSERT_TRUE(file);
        EXPECT_EQ((*file)->size(), content.size());
        EXPECT_EQ(small.file.reads, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, packed.size()}}));
        EXPECT_EQ(read(**file, 0, content.size()).value(), content);
        EXPECT_TRUE((*file)->finish());
        EXPECT_NE(small.machine.screen.find(" of LZ4, unpacked 976 KiB"), std::string::npos) << small.machine.screen;
    }
}

TEST(Unpack, ContentMustFitIntoMemory)
{
    std::uint64_t const taken = 512_KiB + 4_KiB; // the window, and a page for the packed file
    auto const usable = 4_MiB - taken;
    for (auto const size : std::initializer_list<std::uint64_t>{usable + 1, 4_GiB, ~0ull}) {
        SmallMachine small;
        auto const file = small.unpack(Frame{.blocks = {{bytes_of("abc"), true}}, .content_size = size}.bytes());
        ASSERT_FALSE(file);
        EXPECT_EQ(file.error()->code, Code::packed_too_large);
        EXPECT_EQ(file.error()->numbers, (std::array<std::uint64_t, 3>{size, usable, 0}));
        EXPECT_EQ(file.error()->name, packed_name);
    }
    SmallMachine small;
    EXPECT_TRUE(small.unpack(Frame{.blocks = {{bytes_of("abc"), true}}, .content_size = usable}.bytes()));
}

TEST(Unpack, ContentOfUnknownSizeMustFitIntoMemory)
{
    SmallMachine small;
    auto const file = small.unpack(packed_by_lz4(Content(8_MiB)));
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error()->code, Code::packed_too_large);
    EXPECT_EQ(file.error()->numbers[0], 8_MiB);
}

TEST(Unpack, PackedFileMustFitIntoMemory)
{
    SmallMachine small;
    auto const file = small.unpack(Content(4_MiB));
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error()->code, Code::out_of_memory);
}

TEST(Unpack, FaultsOfTheFrameAreTold)
{
    SmallMachine small;
    auto const file = small.unpack(Frame{.blocks = {}, .dictionary = 7}.bytes());
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error()->code, Code::packed_needs_dictionary);
}
