// SPDX-License-Identifier: BSD-2-Clause
// Tests the choice of a screen with a simulated video BIOS: whose request counts, what the BIOS must answer, and the
// reasons for text mode.
#include "stage2/screen/screen_choice.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace {

using video_modes::ModeInfoBlock;

// A card with EDID-less VBE 3.0 whose modes all lie at FD000000h.
struct FakeVideoBios {
    explicit FakeVideoBios(FakeMachine& fake) : machine(fake)
    {
        machine.on_interrupt(0x10, [this](bios::Registers const& in) { return answer(in); });
        put_list({0x118, 0x112});
    }

    void put_list(std::vector<std::uint16_t> numbers)
    {
        numbers.push_back(0xFFFF);
        for (std::size_t at = 0; at < numbers.size(); ++at)
            machine.put(list + 2 * at, Le16{numbers[at]});
    }

    bios::Registers answer(bios::Registers out)
    {
        switch (out.ax()) {
        case 0x4F00: {
            auto const block = machine.shown(out.es, out.edi & 0xFFFF, 512);
            std::memcpy(block.data(), "VESA", 4);
            std::memcpy(block.data() + 4, &version, 2);
            Le32 const pointer{list_pointer};
            std::memcpy(block.data() + 14, &pointer, 4);
            block[18] = std::byte{0x00};
            block[19] = std::byte{0x01}; // 256 * 64 KiB
            break;
        }
        case 0x4F01: {
            ModeInfoBlock block{};
            bool const large = out.cx() == 0x118;
            block.ModeAttributes = 0x9B;
            block.XResolution = large ? 1024 : 640;
            block.YResolution = large ? 768 : 480;
            block.NumberOfPlanes = 1;
            block.BitsPerPixel = 32;
            block.MemoryModel = 6;
            block.BytesPerScanLine = large ? 4096 : 2560;
            block.MaskSizeAndFieldPosition = {{{8, 16}, {8, 8}, {8, 0}, {8, 24}}};
            block.PhysBasePtr = base;
            std::memcpy(machine.shown(out.es, out.edi & 0xFFFF, sizeof block).data(), &block, sizeof block);
            break;
        }
        case 0x4F02: modes_set.push_back(out.bx()); break;
        default: return with_carry(out);
        }
        out.eax = status;
        return out;
    }

    static constexpr std::uint32_t list = 0xC1230;
    FakeMachine& machine;
    Le16 version{0x0300};
    std::uint32_t list_pointer = 0xC0001230; // C000:1230
    std::uint32_t base = 0xFD000000;
    std::uint32_t status = 0x004F;
    std::vector<std::uint16_t> modes_set;
};

struct ScreenChoiceTest : testing::Test {
    ScreenChoiceTest()
    {
        memory.add(1_MiB, 63_MiB, MemoryKind::usable);
        memory.add(0xFE000000, 32_MiB, MemoryKind::reserved);
        memory.finish(640_KiB);
    }

    ScreenChoice choose(std::optional<boot_entry::Screen> of_entry)
    {
        return screen_choice::choose(of_entry, wishes, memory);
    }

    void expect_text(std::string_view reason, std::optional<boot_entry::Screen> of_entry = native)
    {
        auto const screen = choose(of_entry);
        EXPECT_FALSE(screen.mode);
        EXPECT_EQ(screen.reason, reason);
        EXPECT_EQ(std::ranges::count(memory.ranges(), MemoryKind::framebuffer, &MemoryRange::kind), 0);
    }

    static constexpr boot_entry::Screen native{.graphics = true, .width = 0, .height = 0};
    FakeMachine machine{2_MiB};
    FakeVideoBios video{machine};
    MemoryMap memory;
    kernel_note::Wishes wishes;
};

TEST_F(ScreenChoiceTest, TheKernelsWishCountsWithoutAnEntrys)
{
    wishes.flags = farjump::wish_framebuffer;
    EXPECT_EQ(choose(std::nullopt).mode->number, 0x118);
}

TEST_F(ScreenChoiceTest, TakesSizesFromEntryThenNote)
{
    wishes.screen_width = 640;
    wishes.screen_height = 480;
    EXPECT_EQ(choose(native).mode->number, 0x112);
    memory.clear();
    EXPECT_EQ(choose(boot_entry::Screen{true, 1024, 768}).mode->number, 0x118);
}

TEST_F(ScreenChoiceTest, TellsTheMemoryMapOfTheFramebuffer)
{
    auto const screen = choose(native);
    ASSERT_TRUE(screen.mode);
    EXPECT_EQ(screen.reason, "");
    auto const range = std::ranges::find(memory.ranges(), MemoryKind::framebuffer, &MemoryRange::kind);
    ASSERT_NE(range, memory.ranges().end());
    EXPECT_EQ(range->base, 0xFD000000u);
    EXPECT_EQ(range->length, 3_MiB);
    EXPECT_TRUE(video.modes_set.empty());
    EXPECT_TRUE(bios::set_video_mode(screen.mode->number));
    EXPECT_EQ(video.modes_set, std::vector<std::uint16_t>{0x4118});
}

TEST_F(ScreenChoiceTest, AFramebufferMayLieInWhatIsReserved)
{
    video.base = 0xFE100000;
    ASSERT_TRUE(choose(native).mode);
    EXPECT_EQ(std::ranges::count(memory.ranges(), MemoryKind::reserved, &MemoryRange::kind), 4);
}

TEST_F(ScreenChoiceTest, AFramebufferOverMemoryIsNotBelieved)
{
    video.base = 62_MiB;
    expect_text("the framebuffer would lie over memory");
}

TEST_F(ScreenChoiceTest, BiosesWithoutVbe)
{
    video.version = 0x0102;
    expect_text("the BIOS has no VBE 2.0");
    video.version = 0x0300;
    video.status = 0x014F; // failed
    expect_text("the BIOS has no VBE 2.0");
}

TEST_F(ScreenChoiceTest, SizesThatThereAreNot)
{
    expect_text("the card has no mode of this size", boot_entry::Screen{true, 1280, 800});
    video.put_list({});
    expect_text("the card has no mode that will do");
}

TEST_F(ScreenChoiceTest, ListsWithoutAnEndAreLeft)
{
    video.put_list(std::vector<std::uint16_t>(1000, 0x112));
    ASSERT_TRUE(choose(boot_entry::Screen{true, 1024, 768}).reason == "the card has no mode of this size");
    EXPECT_EQ(machine.count(0x10, 0x4F), 1u + 256);
}

TEST_F(ScreenChoiceTest, ListsOutsideRealModeMemoryAreNotRead)
{
    for (std::uint32_t const pointer : {0u, 0xFFFF0010u, 0xFFFFFFFFu}) {
        video.list_pointer = pointer;
        expect_text("the card has no mode that will do");
    }
}

} // namespace
