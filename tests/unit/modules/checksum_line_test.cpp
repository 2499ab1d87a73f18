// SPDX-License-Identifier: BSD-2-Clause
// Tests the `checksum` lines of boot entries against an implementation of the wide sum from its description.
#include "stage2/modules/checksum_line.hpp"

#include "stage2/checksums/file_sum.hpp"
#include "stage2/checksums/xxh32.hpp"
#include "stage2/modules/checked_file.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace {

using errors::Code;
using Settings = std::vector<boot_entry::Setting>;
using File_ = std::vector<std::byte>;

File_ random_file(std::size_t size)
{
    std::mt19937 random(static_cast<unsigned>(size));
    File_ file(size);
    for (auto& byte : file)
        byte = static_cast<std::byte>(random());
    return file;
}

std::string hex(std::uint32_t value)
{
    std::array<char, 9> digits;
    std::snprintf(digits.data(), digits.size(), "%08x", value);
    return digits.data();
}

// stage2/checksums/wide_sum.hpp and file_sum.hpp, word for word.
std::uint32_t described_sum(File_ file)
{
    using Vector = std::array<std::uint64_t, 2>;
    constexpr std::uint32_t prime1 = 0x9E3779B1, prime2 = 0x85EBCA77, prime3 = 0xC2B2AE3D, prime4 = 0x27D4EB2F;
    Vector a{prime1 | std::uint64_t{prime2} << 32, prime3 | std::uint64_t{prime4} << 32}, b{}, c{}, d{};
    std::uint64_t const size = file.size();
    file.resize((file.size() + 127) / 128 * 128);
    auto const end = file.size();
    file.resize(end + 128);
    std::memcpy(&file[end], &size, sizeof size);
    for (std::size_t at = 0; at < file.size(); at += 64) {
        for (std::size_t i = 0; i < 2; ++i)
            for (auto [vector, offset] : {std::pair{&a, 0u}, {&b, 16u}, {&c, 32u}, {&d, 48u}}) {
                std::uint64_t number;
                std::memcpy(&number, &file[at + offset + 8 * i], sizeof number);
                (*vector)[i] += number;
            }
        for (auto& number : d)
            number ^= number >> 29;
        a = {a[0] >> 32 | a[1] << 32, a[1] >> 32 | a[0] << 32};
        for (std::size_t i = 0; i < 2; ++i)
            b[i] += a[i], c[i] ^= b[i], d[i] += c[i], a[i] ^= d[i];
    }
    std::uint32_t sum = 0;
    for (auto const& vector : {a, b, c, d})
        for (auto const number : vector)
            for (auto const word : {static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32)})
                sum = std::rotl(sum + word * prime2, 13) * prime1;
    return sum;
}

std::uint32_t wide_sum_of(Bytes file)
{
    FileSum sum{wide_sum::add_by_words};
    sum.add(file);
    return sum.value();
}

TEST(FileSum, IsWhatIsDescribed)
{
    for (std::size_t const size : {0, 1, 63, 64, 127, 128, 129, 255, 256, 5000})
        EXPECT_EQ(wide_sum_of(random_file(size)), described_sum(random_file(size))) << size;
}

TEST(FileSum, DependsOnTheSizeNotOnThePieces)
{
    auto const file = random_file(1000);
    FileSum sum{wide_sum::add_by_words};
    sum.add(Bytes{file}.first(512));
    sum.add({});
    sum.add(Bytes{file}.subspan(512));
    EXPECT_EQ(sum.value(), wide_sum_of(file));
    EXPECT_NE(wide_sum_of(File_(1000)), wide_sum_of(File_(1001)));
    EXPECT_NE(wide_sum_of(File_(0)), wide_sum_of(File_(1)));
}

struct ChecksumLine : testing::Test {
    Result<bool> verify(Settings const& settings, std::string_view path)
    {
        Bytes const content{file};
        return checksum_line::verify(settings, path, std::span(&content, 1), false);
    }

    File_ const file = random_file(3000);
    std::string const right = "wide:" + hex(described_sum(file)) + " /boot/vmlinuz";
    std::string const xxh32 = "xxh32:" + hex(xxh32::of(file)) + "\tboot/vmlinuz";
};

TEST_F(ChecksumLine, VerifiesTheFileThatItNames)
{
    EXPECT_TRUE(*verify({{"checksum", right}}, "/boot/vmlinuz"));
    EXPECT_TRUE(*verify({{"checksum", right}}, "/BOOT/VMLINUZ")); // FAT ignores case
    EXPECT_TRUE(*verify({{"checksum", xxh32}}, "/boot/vmlinuz"));
    EXPECT_TRUE(*verify({{"checksum", right}, {"checksum", xxh32}}, "boot/vmlinuz"));
    EXPECT_FALSE(*verify({{"checksum", right}}, "/boot/initrd"));
    EXPECT_FALSE(*verify({{"options", right}}, "/boot/vmlinuz"));
    EXPECT_FALSE(*verify({}, "/boot/vmlinuz"));
}

TEST_F(ChecksumLine, FindsOneChangedBit)
{
    for (auto const& line : {right, xxh32}) {
        auto changed = file;
        changed[1234] ^= std::byte{0x10};
        Bytes const content{changed};
        Settings const settings{{"checksum", line}};
        auto const result = checksum_line::verify(settings, "/boot/vmlinuz", std::span(&content, 1), false);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, Code::checksum_wrong);
        EXPECT_EQ(result.error()->name, "/boot/vmlinuz");
    }
}

TEST_F(ChecksumLine, AnyOfTwoLinesMustBeRight)
{
    auto const wrong = "wide:" + hex(described_sum(file) ^ 1) + " /boot/vmlinuz";
    EXPECT_FALSE(verify({{"checksum", right}, {"checksum", wrong}}, "/boot/vmlinuz"));
}

TEST_F(ChecksumLine, RefusesOtherForms)
{
    for (auto const* const value : {"wide:1234567 /f", "wide:123456789 /f", "wide:1234567g /f", "wide 12345678 /f",
                                    "sha256:12345678 /f", "12345678 /f", "wide:12345678", "wide:12345678 ",
                                    "wide:12345678/f", "wide:0x123456 /f", "WIDE:12345678 /f", "wide:", ""}) {
        auto const result = verify({{"checksum", value}}, "/f");
        ASSERT_FALSE(result) << value;
        EXPECT_EQ(result.error()->code, Code::checksum_line_malformed) << value;
    }
}

TEST(ChecksumCheck, RefusesALineThatProtectsNothing)
{
    auto const check = [](Settings settings, std::string_view kernel = "/vmlinuz") {
        settings.push_back({"checksum", "wide:12345678 /boot/x y"});
        settings.push_back({"checksum", "wide:12345678 /b"});
        settings.push_back({"checksum", "wide:12345678 vmlinuz"});
        auto const result = checksum_line::check(settings, kernel);
        return result ? Code{} : result.error()->code;
    };
    EXPECT_EQ(check({{"module", "/boot/x y"}, {"initrd", "/a /b /c"}}), Code{}); // a blank in the path; a list
    EXPECT_EQ(check({{"unpack-module", "boot/X Y"}, {"module", "/b word"}}), Code{});
    EXPECT_EQ(check({{"module", "/boot/x y"}, {"module", "/a /b"}}), Code::checksum_of_no_file); // /b is a word
    EXPECT_EQ(check({{"module", "/boot/x y"}, {"options", "/b"}}), Code::checksum_of_no_file);
    EXPECT_EQ(check({{"module", "/boot/x y"}, {"initrd", "/b"}}, ""), Code::checksum_of_no_file);
}

struct MemoryFile final : File {
    explicit MemoryFile(Bytes content) : bytes{content} {}
    std::uint64_t size() const override { return bytes.size(); }
    Result<void> read_parts(std::span<FilePart const> parts) override
    {
        for (auto const& [offset, destination] : parts)
            std::ranges::copy(bytes.subspan(static_cast<std::size_t>(offset), destination.size()), destination.begin());
        return {};
    }
    Bytes bytes;
};

TEST_F(ChecksumLine, IsVerifiedWhenAllOfAFileIsRead)
{
    MemoryFile plain{file};
    Settings const settings{{"checksum", right}};
    CheckedFile checked{plain, "/boot/vmlinuz", settings, false};
    File_ room(file.size());
    ASSERT_TRUE(checked.read(0, MutableBytes{room}.first(4)));
    EXPECT_FALSE(checked.verified());
    ASSERT_TRUE(checked.read(0, room));
    EXPECT_TRUE(checked.verified());
    auto const damaged = [&] {
        auto copy = file;
        copy.back() ^= std::byte{1};
        return copy;
    }();
    MemoryFile other{damaged};
    CheckedFile checked_other{other, "/boot/vmlinuz", settings, false};
    EXPECT_TRUE(checked_other.read(0, MutableBytes{room}.first(4)));
    EXPECT_FALSE(checked_other.read(0, room));
    EXPECT_FALSE(checked_other.verified());
}

} // namespace
