// SPDX-License-Identifier: BSD-2-Clause
// Tests the search for requests in images of a few hundred bytes.
#include "stage2/protocols/limine/requests.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace {

using errors::Code;
using limine::Feature;
using limine::Requests;

constexpr VirtAddr begin{0xFFFF'FFFF'8000'0000};
constexpr std::uint64_t untouched = 0x1234;

// An image that is written word by word.
struct Image {
    template <std::size_t count>
    Image& words(std::array<std::uint64_t, count> const& list)
    {
        for (auto const word : list)
            content.push_back(word);
        return *this;
    }
    Image& word(std::uint64_t value)
    {
        content.push_back(value);
        return *this;
    }
    Image& tag(std::uint64_t revision) { return words(limine_marks::base_revision).word(revision); }
    Image& request(std::uint64_t a, std::uint64_t b, std::uint64_t revision = 0)
    {
        return words(limine_marks::request).word(a).word(b).word(revision).word(untouched);
    }
    Image& request(Feature feature, std::uint64_t revision = 0)
    {
        auto const& id = limine::identities[static_cast<std::size_t>(feature)].words;
        return request(id[0], id[1], revision);
    }

    std::size_t size() const { return content.size() * 8; }
    limine::ImageView view(std::size_t file_end)
    {
        return {std::as_writable_bytes(std::span(content)), begin, static_cast<std::uint32_t>(file_end), 0};
    }
    limine::ImageView view() { return view(size()); }
    Result<Requests> find() { return Requests::find(view(), "k"); }

    std::vector<std::uint64_t> content;
};

void expect_refusal(Result<Requests> const& found, Code code)
{
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error()->code, code);
}

TEST(LimineRequests, AnImageWithoutAnyIsEmpty)
{
    Image image;
    image.word(1).word(2);
    auto const found = image.find();
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->empty());
    EXPECT_EQ(found->revision(), 0u);
}

TEST(LimineRequests, TheTagChoosesTheRevision)
{
    for (std::uint64_t const revision : {0u, 3u, 6u}) {
        Image image;
        image.tag(revision);
        auto const found = image.find();
        ASSERT_TRUE(found);
        EXPECT_FALSE(found->empty());
        EXPECT_EQ(found->revision(), revision);
        found->confirm_revision();
        EXPECT_EQ(image.content[1], revision);
        EXPECT_EQ(image.content[2], 0u);
    }
}

TEST(LimineRequests, AnUnknownRevisionIsNotConfirmed)
{
    Image image;
    image.tag(99);
    auto const found = image.find();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->revision(), limine::newest_base_revision);
    found->confirm_revision();
    EXPECT_EQ(image.content[1], limine::newest_base_revision);
    EXPECT_EQ(image.content[2], 99u);
}

TEST(LimineRequests, FindsKnownAndCountsUnknownOnes)
{
    Image image;
    image.tag(6).request(Feature::rsdp).word(7).request(1, 2).request(Feature::entropy).word(55);
    auto const found = image.find();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->count(), 3u);
    EXPECT_TRUE(found->has(Feature::rsdp));
    EXPECT_FALSE(found->has(Feature::smbios));
    EXPECT_EQ(found->extra(Feature::entropy, 0), 55u);
    EXPECT_EQ(found->extra(Feature::smbios, 0), std::nullopt);
}

TEST(LimineRequests, MarkersDelimitThem)
{
    Image image;
    image.request(Feature::rsdp)
        .tag(2)
        .words(limine_marks::start)
        .words(limine::end_of_start_mark)
        .tag(5)
        .request(Feature::smbios);
    image.words(limine_marks::end).request(Feature::rsdp).tag(6);
    auto const found = image.find();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->revision(), 5u);
    EXPECT_EQ(found->count(), 1u);
    EXPECT_TRUE(found->has(Feature::smbios));
}

TEST(LimineRequests, OnlyMultiplesOfEightBytesCount)
{
    std::vector<std::byte> bytes(256);
    Image image;
    image.request(Feature::rsdp);
    std::memcpy(bytes.data() + 4, image.content.data(), image.size());
    auto const found = Requests::find({bytes, begin, 256}, "k");
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->empty());
}

TEST(LimineRequests, TwoTagsAndEqualRequestsAreRefused)
{
    Image tags, known, unknown;
    expect_refusal(tags.tag(6).tag(6).find(), Code::limine_two_tags);
    expect_refusal(known.request(Feature::rsdp).request(Feature::rsdp, 1).find(), Code::limine_request_repeated);
    expect_refusal(unknown.request(1, 2).request(1, 2).find(), Code::limine_request_repeated);
}

TEST(LimineRequests, ThereIsALimit)
{
    Image image;
    for (std::uint64_t number = 0; number < limine::most_requests; ++number)
        image.request(number, 0);
    EXPECT_TRUE(image.find());
    image.request(limine::most_requests, 0);
    expect_refusal(image.find(), Code::limine_too_many_requests);
}

TEST(LimineRequests, ThoseThatTheImageCutsAreIgnored)
{
    for (std::size_t cut = 1; cut <= 56; ++cut) {
        Image image;
        image.tag(6).request(Feature::entropy).word(8);
        auto const found = Requests::find(image.view(image.size() - cut), "k");
        ASSERT_TRUE(found);
        EXPECT_FALSE(found->has(Feature::entropy)) << cut;
        EXPECT_EQ(found->revision(), 6u);
    }
}

TEST(LimineRequests, LaterWordsNeedALaterRevisionAndRoom)
{
    Image old, cut, whole;
    old.request(Feature::modules, 0).word(3).word(4);
    cut.request(Feature::modules, 1).word(3);
    whole.request(Feature::modules, 1).word(3).word(4);
    EXPECT_EQ(old.find()->extra(Feature::modules, 0), std::nullopt);
    EXPECT_EQ(cut.find()->extra(Feature::modules, 0), 3u);
    EXPECT_EQ(cut.find()->extra(Feature::modules, 1), std::nullopt);
    EXPECT_EQ(whole.find()->extra(Feature::modules, 1), 4u);
}

TEST(LimineRequests, AListReplacesThem)
{
    Image image;
    image.request(Feature::rsdp).request(Feature::smbios);
    auto const list = begin.value + image.size();
    image.word(begin.value + 48).word(5).word(begin.value + 8).word(0).word(begin.value);
    auto const found = image.find();
    ASSERT_TRUE(found);
    auto const listed = found->only_listed(image.view(), list, "k");
    ASSERT_TRUE(listed);
    EXPECT_EQ(listed->count(), 1u);
    EXPECT_TRUE(listed->has(Feature::smbios));
    for (std::uint64_t const outside :
         {std::uint64_t{0}, begin.value - 1, begin.value + image.size(), ~std::uint64_t{0}})
        EXPECT_EQ(found->only_listed(image.view(), outside, "k")->count(), 0u);
}

TEST(LimineImageView, GivesOnlyBytesInside)
{
    Image image;
    image.word(1).word(2);
    auto const view = image.view();
    EXPECT_EQ(view.at(begin.value, 16).size(), 16u);
    EXPECT_TRUE(view.at(begin.value, 17).empty());
    EXPECT_TRUE(view.at(begin.value - 1, 1).empty());
    EXPECT_TRUE(view.at(begin.value + 8, ~std::uint64_t{0}).empty());
    EXPECT_TRUE(view.at(~std::uint64_t{0}, 2).empty());
}

TEST(LimineImageView, ATextEndsInside)
{
    Image image;
    image.word(0x00'6867'6665'6463).word(0x6867'6665'6463'6261);
    EXPECT_EQ(image.view().text_at(begin.value), "cdefgh");
    EXPECT_EQ(image.view().text_at(begin.value + 8), std::nullopt);
    EXPECT_EQ(image.view().text_at(begin.value + 16), std::nullopt);
    EXPECT_EQ(image.view().text_at(0), std::nullopt);
}

} // namespace
