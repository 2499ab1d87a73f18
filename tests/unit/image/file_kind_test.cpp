// SPDX-License-Identifier: BSD-2-Clause
// Tests the recognition of files that are not kernels for farjump: by headers of other boot protocols, by notes, by
// their first bytes.
#include "stage2/image/explanation.hpp"

#include "stage2/talk/error_text.hpp"
#include "tests/unit/note_bytes.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <set>

namespace {

using file_kind::Kind;
using note_bytes::File;
using note_bytes::note;
using note_bytes::words;
using errors::Code;

// A file of so many bytes that are nothing, with these at `offset`.
File with(std::size_t offset, File const& bytes, std::size_t size = 0x20000)
{
    File file(std::max(size, offset + bytes.size()), std::byte{0xEE});
    std::ranges::copy(bytes, file.begin() + static_cast<std::ptrdiff_t>(offset));
    return file;
}

File text(std::string_view characters)
{
    auto const bytes = std::as_bytes(std::span(characters));
    return {bytes.begin(), bytes.end()};
}

constexpr std::uint32_t magic1 = 0x1BADB002, magic2 = 0xE85250D6;
File const multiboot = words({magic1, 3, 0u - magic1 - 3});
File const multiboot2 = words({magic2, 0, 24, 0u - magic2 - 24});

// The Limine Boot Protocol, "Features", "Base revisions", "Requests Delimiters"; low halves first.
File const limine[]{
    words({0x5C95A6C8, 0xF9562B2D, 0x44536BDC, 0x6A7B3849}),
    words({0xDF4C8B88, 0xC7B1DD30, 0xA194F07B, 0x0A82E883}),
    words({0x9DE7D1AE, 0xF6B8F4B3, 0x40FCB9CF, 0xFAB91A69}),
    words({0x1BB10D03, 0xADC0E053, 0x31764C62, 0x9572709F}),
};

Kind in_file(std::size_t offset, File const& bytes, std::size_t size = 0x20000)
{
    return file_kind::of_headers(with(offset, bytes, size), 0);
}

TEST(FileKind, KnowsMultibootInTheFirst8KiB)
{
    for (std::size_t const offset : {0, 4, 0x1000, 8192 - 12})
        EXPECT_EQ(in_file(offset, multiboot), Kind::multiboot) << offset;
    for (std::size_t const offset : {1, 2, 8192 - 8, 8192, 0x10000})
        EXPECT_EQ(in_file(offset, multiboot), Kind::unknown) << offset;
    EXPECT_EQ(in_file(0x1000, words({magic1, 3, 0u - magic1 - 2})), Kind::unknown);
    EXPECT_EQ(in_file(0x1000, multiboot, 0), Kind::multiboot); // at the very end
}

TEST(FileKind, KnowsMultiboot2InTheFirst32KiB)
{
    for (std::size_t const offset : {0, 8, 0x5008, 32768 - 16})
        EXPECT_EQ(in_file(offset, multiboot2), Kind::multiboot2) << offset;
    for (std::size_t const offset : {4, 12, 32768 - 8, 32768, 0x10000})
        EXPECT_EQ(in_file(offset, multiboot2), Kind::unknown) << offset;
    EXPECT_EQ(in_file(0x1000, words({magic2, 0, 24, 0u - magic2 - 23})), Kind::unknown);
    EXPECT_EQ(in_file(0x1000, multiboot2, 0), Kind::multiboot2);
}

TEST(FileKind, KnowsLimineAnywhere)
{
    for (auto const& mark : limine) {
        for (std::size_t const offset : {0, 8, 0x1008, 0x1FFF0})
            EXPECT_EQ(in_file(offset, mark), Kind::limine) << offset;
        EXPECT_EQ(in_file(0x1004, mark), Kind::unknown); // no multiple of 8
        auto wrong = mark;
        wrong[15] ^= std::byte{1};
        EXPECT_EQ(in_file(8, wrong), Kind::unknown);
        EXPECT_EQ(in_file(0x1FF8, {mark.begin(), mark.begin() + 8}, 0), Kind::unknown); // cut
    }
}

TEST(FileKind, CountsFromTheFilesStart)
{
    auto const piece = with(0x100, multiboot2, 0x200);
    EXPECT_EQ(file_kind::of_headers(piece, 0x4000), Kind::multiboot2);
    EXPECT_EQ(file_kind::of_headers(piece, 0x4004), Kind::unknown);
    EXPECT_EQ(file_kind::of_headers(piece, 32768), Kind::unknown);
    EXPECT_EQ(file_kind::of_headers(Bytes(piece).subspan(3), 0x4003), Kind::multiboot2);
    EXPECT_EQ(file_kind::of_headers(Bytes(piece).subspan(3), 0x4000), Kind::unknown);
    for (std::size_t size = 0; size < 16; ++size)
        EXPECT_EQ(file_kind::of_headers(Bytes(piece).first(size), 0), Kind::unknown);
}

Kind of_note(File const& bytes)
{
    auto const findings = note_bytes::read(bytes);
    return findings.value().kind();
}

TEST(FileKind, KnowsTheNotesOfOthers)
{
    using namespace std::literals;
    EXPECT_EQ(of_note(note("Linux\0"sv, 0x100, words({1}))), Kind::linux_elf);
    EXPECT_EQ(of_note(note("Xen\0"sv, 18, words({0x100000}))), Kind::xen);
    EXPECT_EQ(of_note(note("GNU\0"sv, 1, words({0, 3, 2, 0}))), Kind::linux_program);
    EXPECT_EQ(of_note(note("Go\0\0"sv, 4, File(80))), Kind::go_program);
    for (auto const owner : {"FreeBSD\0"sv, "NetBSD\0"sv, "OpenBSD\0"sv})
        EXPECT_EQ(of_note(note(owner, 1, words({1}))), Kind::bsd_program);

    EXPECT_EQ(of_note(note("GNU\0"sv, 3, File(20))), Kind::unknown);            // a build ID
    EXPECT_EQ(of_note(note("GNU\0"sv, 1, words({1, 0, 0, 0}))), Kind::unknown); // Hurd
    EXPECT_EQ(of_note(note("GNU\0"sv, 1, {})), Kind::unknown);
    EXPECT_EQ(of_note(note("Linux"sv, 0x100, words({1}))), Kind::unknown);
    EXPECT_EQ(of_note(note(""sv, 1, {})), Kind::unknown);
}

TEST(FileKind, LeavesAKernelWithAFarjumpNoteAlone)
{
    using note_bytes::operator+;
    using namespace std::literals;
    auto const xen = note("Xen\0"sv, 18, words({0x100000}));
    for (std::uint32_t const type : {1u, 3u})
        EXPECT_EQ(of_note(xen + note(note_bytes::ours, type, words({2, 0})) + xen), Kind::unknown);
    EXPECT_EQ(of_note(xen + note("Linux\0"sv, 0x101, words({1})) + xen), Kind::linux_elf); // the better evidence
}

TEST(FileKind, KnowsHowOtherFilesBegin)
{
    std::map<std::string_view, Kind> const starts{{"\x1F\x8B\x08", Kind::gzip},
                                                  {"BZh9", Kind::bzip2},
                                                  {"\xFD"
                                                   "7zXZ",
                                                   Kind::xz},
                                                  {"\x28\xB5\x2F\xFD", Kind::zstd},
                                                  {"\x04\x22\x4D\x18", Kind::lz4},
                                                  {"\x02\x21\x4C\x18", Kind::lz4},
                                                  {"MZ\x90", Kind::mz_program},
                                                  {"\x07\x01\x64", Kind::a_out},
                                                  {"\x0B\x01\x64", Kind::a_out},
                                                  {"#!/bin/sh\n", Kind::script}};
    for (auto const& [start, kind] : starts) {
        EXPECT_EQ(file_kind::of_start(with(0, text(start))), kind) << start;
        EXPECT_EQ(file_kind::of_start(text(start)), kind) << start;
        EXPECT_EQ(file_kind::of_start(with(1, text(start))), Kind::unknown) << start;
    }
    auto linux = with(0x202, text("HdrS"));
    std::memcpy(linux.data(), "MZ", 2);
    EXPECT_EQ(file_kind::of_start(linux), Kind::linux_image);
    EXPECT_EQ(file_kind::of_start(with(0x1000, multiboot)), Kind::multiboot);
    EXPECT_EQ(file_kind::of_start(File(100)), Kind::zeros);
    for (File const& nothing : {File{}, File(3), text("title farjump"),
                                with(0, text("\x7F"
                                             "ELF"))})
        EXPECT_EQ(file_kind::of_start(nothing), Kind::unknown);
}

TEST(FileKind, HasWordsAndACodeForEach)
{
    EXPECT_TRUE(file_kind::check(Kind::unknown, "k"));
    std::set<std::string> all;
    for (int number = 1; number < std::to_underlying(Kind::count); ++number) {
        auto const refusal = file_kind::check(static_cast<Kind>(number), "/boot/k");
        ASSERT_FALSE(refusal);
        EXPECT_GE(refusal.error()->code, Code::kernel_packed);
        EXPECT_LE(refusal.error()->code, Code::kernel_is_zeros);
        std::string const said(error_text::why(refusal.error()).view());
        EXPECT_TRUE(said.starts_with("/boot/k is ") || said.starts_with("/boot/k has ") ||
                    said.starts_with("/boot/k holds "))
            << said;
        EXPECT_TRUE(all.insert(said).second) << said;
    }
}

} // namespace
