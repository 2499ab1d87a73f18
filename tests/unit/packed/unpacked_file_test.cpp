// SPDX-License-Identifier: BSD-2-Clause
// Tests the file in a packed file: reads in any order, through windows of any size, the checks before the first read,
// and content that is unpacked to pages of its own.
#include "stage2/packed/unpacked_file.hpp"

#include "include/units.hpp"
#include "stage2/packed/unpack.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/packed/gzip_files.hpp"
#include "tests/unit/packed/lz4_frames.hpp"
#include "tests/unit/rounds.hpp"

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
          file(room_.open({packed_, packed::parse_header(packed_, packed_name).value(), packed_name}, window_), size,
               packed_name)
    {}

    Opened(Opened const&) = delete;

private:
    Content packed_, window_;
    packed::AnyReader room_;

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
            std::ranges::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset),
                                static_cast<std::ptrdiff_t>(destination.size()), destination.begin());
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

    Result<packed::Content> unpack_to_pages(Content packed)
    {
        file.content = std::move(packed);
        return packed::unpack_to_pages(file, map, MemoryKind::module, packed_name);
    }

    std::uint64_t bytes_of(MemoryKind kind) const
    {
        std::uint64_t bytes = 0;
        for (auto const& range : map.ranges())
            bytes += range.kind == kind ? range.length : 0;
        return bytes;
    }

    void expect_refusal(Content packed, Code code, std::array<std::uint64_t, 3> numbers)
    {
        auto const result = unpack_to_pages(std::move(packed));
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, code);
        EXPECT_EQ(result.error()->numbers, numbers);
        EXPECT_EQ(result.error()->name, packed_name);
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
    for (int round = 0; round < rounds(40); ++round) {
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
        EXPECT_EQ(small.file.reads, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 4}, {0, packed.size()}}));
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

TEST(Unpack, LeavesOtherFilesAlone)
{
    for (auto const& other : {Content{}, bytes_of("abc"), bytes_of("\x1F\x8B\x07 other"), Content(4_MiB)}) {
        SmallMachine small;
        auto const file = small.unpack(other);
        ASSERT_TRUE(file);
        EXPECT_EQ(*file, &small.file);
        EXPECT_EQ(small.bytes_of(MemoryKind::usable), 4_MiB);
        EXPECT_EQ(small.machine.screen, "");
    }
}

TEST(Unpack, PackedFileMustFitIntoMemory)
{
    SmallMachine small;
    auto packed = packed_by_lz4(bytes_of("abc"));
    packed.resize(4_MiB);
    auto const file = small.unpack(packed);
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

TEST(UnpackToPages, LeavesTheContentAndZerosBehindIt)
{
    for (std::size_t const size : {1u, 4095u, 4096u, 4097u, 65'536u, 700'001u})
        for (auto const* options : {"", "-9 --content-size", "-9 -B4 -BD -BX", "--no-frame-crc"}) {
            SmallMachine small;
            auto const content = some_content(size);
            auto const packed = packed_by_lz4(content, options);
            auto const result = small.unpack_to_pages(packed);
            ASSERT_TRUE(result) << size << options;
            EXPECT_EQ(result->size, size);
            EXPECT_EQ(result->place.value % 4096, 0u);
            auto pages = content;
            pages.resize((size + 4095) / 4096 * 4096);
            EXPECT_TRUE(std::ranges::equal(small.machine.at(result->place.value, pages.size()), pages)) << size;
            EXPECT_EQ(small.bytes_of(MemoryKind::module), pages.size());
            EXPECT_EQ(small.file.reads,
                      (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 4}, {0, packed.size()}}));
        }
}

TEST(UnpackToPages, GivesTheMemoryOfThePackedBytesBack)
{
    SmallMachine small;
    auto const content = some_content(100'000);
    for (int i = 1; i <= 30; ++i) {
        ASSERT_TRUE(small.unpack_to_pages(packed_by_lz4(content)));
        EXPECT_EQ(small.bytes_of(MemoryKind::loader), 0u);
        EXPECT_EQ(small.bytes_of(MemoryKind::usable), 4_MiB - static_cast<unsigned>(i) * 100 * 1024);
    }
    EXPECT_LE(small.map.ranges().size(), 8u);
}

TEST(UnpackToPages, NothingIsNowhere)
{
    for (auto const* options : {"", "--no-frame-crc", "-BX"}) {
        SmallMachine small;
        auto const result = small.unpack_to_pages(packed_by_lz4({}, options));
        ASSERT_TRUE(result);
        EXPECT_EQ(result->place.value, 0u);
        EXPECT_EQ(result->size, 0u);
        EXPECT_EQ(small.bytes_of(MemoryKind::usable), 4_MiB);
    }
}

// Content and packed bytes side by side fill this machine to the last page.
TEST(UnpackToPages, NeedsNoMoreMemoryThanContentAndPackedBytes)
{
    SmallMachine small;
    ASSERT_TRUE(small.unpack_to_pages(packed_by_lz4(Content(4_MiB - 20_KiB), "-9")));
    EXPECT_EQ(small.bytes_of(MemoryKind::module), 4_MiB - 20_KiB);
}

TEST(UnpackToPages, OtherFilesAreRefusedUnread)
{
    SmallMachine small;
    small.expect_refusal(bytes_of("\x1F\x8B\x07 and more"), Code::packed_format_unknown, {0x20'07'8B'1F});
    small.expect_refusal(packed_by_lz4(bytes_of("abc"), "-l"), Code::packed_format_unknown, {0x18'4C'21'02});
    small.expect_refusal(bytes_of("\x04\x22\x4D"), Code::packed_format_unknown, {0x4D'22'04});
    small.expect_refusal({}, Code::packed_format_unknown, {0});
    EXPECT_EQ(small.bytes_of(MemoryKind::usable), 4_MiB);
    for (auto const& [offset, size] : small.file.reads)
        EXPECT_LE(size, 4u);
}

TEST(UnpackToPages, ContentMustFitIntoMemory)
{
    auto const usable = 4_MiB - 4_KiB; // a page is the packed file's
    for (auto const size : std::initializer_list<std::uint64_t>{usable + 1, 4_GiB, ~0ull}) {
        SmallMachine small;
        small.expect_refusal(Frame{.blocks = {{bytes_of("abc"), true}}, .content_size = size}.bytes(),
                             Code::packed_too_large, {size, usable});
        EXPECT_EQ(small.bytes_of(MemoryKind::module), 0u);
    }
    SmallMachine small;
    auto const unknown = small.unpack_to_pages(packed_by_lz4(Content(8_MiB)));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error()->code, Code::packed_too_large);
    EXPECT_EQ(unknown.error()->numbers[0], 8_MiB);
}

TEST(UnpackToPages, ContentHasTheSizeThatTheHeaderSays)
{
    for (std::size_t const size : {3u, 5000u, 200'000u})
        for (int const difference : {-3, -1, 1, 5000}) {
            auto const said = size + static_cast<std::size_t>(difference);
            auto packed = packed_by_lz4(some_content(size), "--content-size");
            std::memcpy(&packed[6], &said, sizeof said < 8 ? sizeof said : 8);
            set_header_byte(packed, 5, std::to_integer<std::uint8_t>(packed[5]));
            SmallMachine small;
            small.expect_refusal(packed, Code::packed_size_wrong, {said, size});
        }
}

TEST(UnpackToPages, DamageIsTold)
{
    auto const good = packed_by_lz4(some_content(10'000));
    auto content_checksum = good;
    content_checksum.back() ^= std::byte{1};
    auto const result = SmallMachine{}.unpack_to_pages(content_checksum);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::packed_checksum);
    EXPECT_EQ(result.error()->numbers[2], good.size() - 4);

    for (auto const size : {good.size() - 1, good.size() / 2, std::size_t{5}}) {
        Content const cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        SmallMachine small;
        small.expect_refusal(cut, Code::packed_ends_early, {size});
    }
    auto more = good;
    more.push_back({});
    SmallMachine{}.expect_refusal(more, Code::packed_more_behind, {1, good.size()});
}

TEST(UnpackedFile, OfGzipIsReadInAnyOrder)
{
    auto const content = some_content(300'000);
    Opened opened(packed_by_gzip(content), content.size());
    for (std::size_t const at : {0u, 290'000u, 100'000u, 1000u, 295'000u})
        ASSERT_TRUE(is_part(read(opened.file, at, 5000).value(), content, at)) << at;
    EXPECT_TRUE(opened.file.finish());
    EXPECT_EQ(read(opened.file, 0, content.size()).value(), content);
}

TEST(Unpack, OpensAGzipFile)
{
    for (std::size_t const size : {0u, 100u, 512u * 1024, 1'000'000u}) {
        SmallMachine small;
        auto const content = some_content(size);
        auto const file = small.unpack(packed_by_gzip(content));
        ASSERT_TRUE(file);
        EXPECT_EQ((*file)->size(), content.size());
        EXPECT_EQ(read(**file, 0, content.size()).value(), content);
        EXPECT_TRUE((*file)->finish());
        EXPECT_NE(small.machine.screen.find(" of gzip, unpacked "), std::string::npos) << small.machine.screen;
    }
}

// The last four bytes of such files are no size: what is wrong must be said all the same.
TEST(Unpack, GzipFileWithoutItsEndIsCut)
{
    auto const good = packed_by_gzip(some_content(200'000));
    for (std::size_t const left : {1u, 4u, 8u, 100u, 5000u}) {
        Content const cut(good.begin(), good.end() - static_cast<std::ptrdiff_t>(left));
        SmallMachine small, other;
        auto const file = small.unpack(cut);
        ASSERT_FALSE(file);
        EXPECT_EQ(file.error()->code, Code::packed_ends_early);
        EXPECT_EQ(file.error()->numbers[0], cut.size());
        other.expect_refusal(cut, Code::packed_ends_early, {cut.size()});
    }
}

TEST(Unpack, BytesBehindAGzipFileAreTold)
{
    for (std::size_t const size : {100u, 200'000u, 1'000'000u})
        for (auto const more : {0x00, 0x01, 0xFF}) {
            auto packed = packed_by_gzip(some_content(size));
            auto const end = packed.size();
            packed.resize(end + 8, static_cast<std::byte>(more));
            SmallMachine small, other;
            auto file = small.unpack(packed);
            Result<void> const result = file ? (*file)->finish() : Result<void>(std::unexpected(file.error()));
            expect_failure(result, Code::packed_more_behind, {8, end});
            other.expect_refusal(packed, Code::packed_more_behind, {8, end});
        }
}

TEST(Unpack, GzipContentMustFitIntoMemory)
{
    auto const packed = packed_by_gzip(Content(40_MiB));
    SmallMachine small, other;
    auto const file = small.unpack(packed);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error()->code, Code::packed_too_large);
    EXPECT_EQ(file.error()->numbers[0], 40_MiB);
    auto const pages = other.unpack_to_pages(packed);
    ASSERT_FALSE(pages);
    EXPECT_EQ(pages.error()->code, Code::packed_too_large);
    // One that says less than it holds: unpacking ends where memory does.
    auto lying = packed;
    std::memset(&lying[lying.size() - 4], 1, 3);
    std::memset(&lying[lying.size() - 1], 0, 1);
    SmallMachine third;
    auto const result = third.unpack_to_pages(lying);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::packed_too_large);
    EXPECT_GT(result.error()->numbers[0], 3_MiB);
    EXPECT_LT(result.error()->numbers[0], 6_MiB);
}

TEST(UnpackToPages, LeavesTheContentOfGzip)
{
    for (std::size_t const size : {0u, 1u, 4095u, 4096u, 4097u, 65'536u, 700'001u}) {
        SmallMachine small;
        auto const content = some_content(size);
        auto const result = small.unpack_to_pages(packed_by_gzip(content));
        ASSERT_TRUE(result) << size;
        EXPECT_EQ(result->size, size);
        EXPECT_EQ(result->format, packed::Format::gzip);
        auto pages = content;
        pages.resize((size + 4095) / 4096 * 4096);
        EXPECT_TRUE(size == 0 || std::ranges::equal(small.machine.at(result->place.value, pages.size()), pages))
            << size;
        EXPECT_EQ(small.bytes_of(MemoryKind::module), pages.size());
        EXPECT_EQ(small.bytes_of(MemoryKind::loader), 0u);
    }
}

TEST(UnpackToPages, GzipFilesWithAWrongEndAreRefused)
{
    for (std::size_t const size : {100u, 40'000u, 700'000u}) {
        auto const good = packed_by_gzip(some_content(size));
        for (int const difference : {-90, -1, 1, 5000}) {
            auto wrong = good;
            Le32 const said{static_cast<std::uint32_t>(static_cast<int>(size) + difference)};
            std::memcpy(&wrong[wrong.size() - 4], &said, sizeof said);
            SmallMachine small;
            small.expect_refusal(wrong, Code::packed_size_wrong, {said, size});
        }
        auto wrong = good;
        wrong[wrong.size() - 8] ^= std::byte{1};
        auto const result = SmallMachine{}.unpack_to_pages(wrong);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, Code::packed_checksum);
        EXPECT_EQ(result.error()->numbers[2], good.size() - 8);
    }
}
