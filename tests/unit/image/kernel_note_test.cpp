// SPDX-License-Identifier: BSD-2-Clause
// Tests the wishes of kernels: each valid one is granted, and each invalid one is refused.
#include "stage2/image/kernel_note.hpp"

#include "stage2/talk/error_text.hpp"
#include "tests/unit/note_bytes.hpp"

#include <gtest/gtest.h>

namespace {

using errors::Code;
using farjump::KernelNote;
using note_bytes::operator+;
using Numbers = std::array<std::uint64_t, 3>;

note_bytes::File bytes_of(KernelNote const& note)
{
    auto const bytes = std::as_bytes(std::span(&note, 1));
    return {bytes.begin(), bytes.end()};
}

void expect_refusal(note_bytes::File const& bytes, Code code, Numbers numbers)
{
    auto const result = note_bytes::read(bytes);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, code) << error_text::why(result.error()).view();
    EXPECT_EQ(result.error()->numbers, numbers) << error_text::why(result.error()).view();
    EXPECT_EQ(result.error()->name, "k");
}

TEST(KernelNote, IsNotNeeded)
{
    auto const findings = note_bytes::read(note_bytes::note(note_bytes::gnu, 3, note_bytes::File(20)));
    ASSERT_TRUE(findings);
    EXPECT_FALSE(findings->wishes);
}

TEST(KernelNote, LeavesDefaultsWhereItSaysNothing)
{
    auto const findings = note_bytes::read(bytes_of(KernelNote{}));
    ASSERT_TRUE(findings && findings->wishes);
    EXPECT_EQ(findings->wishes->flags, 0u);
    EXPECT_EQ(findings->wishes->stack_size, 64_KiB);
    EXPECT_EQ(findings->wishes->stack_guard_size, 64_KiB);
    EXPECT_EQ(findings->wishes->screen_width, 0u);
}

TEST(KernelNote, SaysWhatTheKernelWishes)
{
    KernelNote const note{.flags = farjump::wish_five_levels | farjump::wish_framebuffer,
                          .boot_info_version = FARJUMP_VERSION,
                          .stack_size = 128 << 10,
                          .stack_guard_size = 1 << 30,
                          .screen_width = 1920,
                          .screen_height = 1080};
    auto const foreign = note_bytes::note(note_bytes::gnu, 1, note_bytes::File(16));
    auto const findings = note_bytes::read(foreign + bytes_of(note) + foreign);
    ASSERT_TRUE(findings && findings->wishes) << error_text::why(findings.error()).view();
    EXPECT_TRUE(findings->wishes->has(farjump::wish_five_levels));
    EXPECT_TRUE(findings->wishes->has(farjump::wish_framebuffer));
    EXPECT_FALSE(findings->wishes->has(farjump::wish_smap));
    EXPECT_EQ(findings->wishes->stack_size, 128_KiB);
    EXPECT_EQ(findings->wishes->stack_guard_size, 1_GiB);
    EXPECT_EQ(findings->wishes->screen_width, 1920u);
    EXPECT_EQ(findings->wishes->screen_height, 1080u);
}

TEST(KernelNote, StandsBesideTheSeal)
{
    auto const seal = note_bytes::note(note_bytes::ours, 1, note_bytes::words({3, 0x1234}));
    auto const findings = note_bytes::read(seal + bytes_of(KernelNote{.flags = farjump::wish_umip}));
    ASSERT_TRUE(findings && findings->wishes && findings->seal);
    EXPECT_EQ(findings->seal->checksum, 0x1234u);
    EXPECT_EQ(findings->wishes->flags, farjump::wish_umip);
}

TEST(KernelNote, IsRefusedWhenItWishesWhatNobodyKnows)
{
    expect_refusal(bytes_of({.flags = 0x101}), Code::wish_unknown, {0x101, 0x100});
    expect_refusal(bytes_of({.flags = 1u << 31}), Code::wish_unknown, {1u << 31, 1u << 31});
    expect_refusal(bytes_of({.boot_info_version = FARJUMP_VERSION + 1}), Code::boot_info_too_old,
                   {FARJUMP_VERSION + 1, FARJUMP_VERSION});
    expect_refusal(bytes_of({.reserved = {0, 0, 0x5000000}}), Code::wish_reserved, {51, 5});
}

TEST(KernelNote, IsRefusedWhenItWishesTooMuchOrNoWholePages)
{
    for (std::uint32_t const size : {1u, 4095u, 4097u, (16u << 20) + 4096, ~0u}) {
        expect_refusal(bytes_of({.stack_size = size}), Code::wish_stack_size, {size, 16_MiB});
    }
    for (std::uint32_t const size : {2048u, (1u << 30) + 4096, ~0u})
        expect_refusal(bytes_of({.stack_guard_size = size}), Code::wish_stack_guard_size, {size, 1_GiB});
    EXPECT_TRUE(note_bytes::read(bytes_of({.stack_size = 16 << 20, .stack_guard_size = 4096})));
}

TEST(KernelNote, IsRefusedWhenShortOrThereTwice)
{
    expect_refusal(note_bytes::note(note_bytes::ours, 2, note_bytes::File(28)), Code::kernel_note_short, {48, 52});
    expect_refusal(note_bytes::note(note_bytes::ours, 2, {}), Code::kernel_note_short, {20, 52});
    expect_refusal(bytes_of({}) + bytes_of({}), Code::kernel_note_repeated, {0x1000 + 52});
}

// A later version may wish more; what it leaves at zero is no wish.
TEST(KernelNote, MayBeLongerAsLongAsTheRestIsZero)
{
    auto longer = note_bytes::note(note_bytes::ours, 2, note_bytes::File(48));
    EXPECT_TRUE(note_bytes::read(longer));
    longer.back() = std::byte{7};
    expect_refusal(longer, Code::wish_reserved, {67, 7});
}

} // namespace
