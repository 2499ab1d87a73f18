// SPDX-License-Identifier: BSD-2-Clause
// Tests the end of the handoff: the screen stays in text mode if the BIOS does not set the graphics mode.
#include "stage2/protocols/farjump/handoff.hpp"

#include "longmode/kernel_space.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/farjump/describe.hpp"
#include "stage2/talk/console.hpp"
#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

struct SetScreenTest : testing::Test {
    SetScreenTest()
    {
        machine.on_interrupt(0x10, [this](bios::Registers reply) {
            if (reply.ax() == 0x4F02)
                modes_set.push_back(reply.bx());
            if (reply.ax() >> 8 == 0x0E)
                said += static_cast<char>(reply.al());
            reply.eax = reply.ax() == 0x4F02 ? status : reply.eax;
            return reply;
        });
        console::open();
        handoff.environment.area = {8_MiB};
        area().info.screen.kind = farjump::ScreenKind::graphics;
        area().info.screen.width = 1024;
        said.clear();
    }
    BootInfoArea& area() { return object_at<BootInfoArea>(handoff.environment.area); }
    farjump::Screen const& told() { return area().info.screen; }

    FakeMachine machine{16_MiB};
    farjump_protocol::Handoff handoff{};
    static constexpr GraphicsCalls calls{bios::set_video_mode, bios::copy_font};
    ScreenChoice screen{video_modes::Mode{.number = 0x118,
                                          .size = {1024, 768},
                                          .pitch = 4096,
                                          .bits_per_pixel = 32,
                                          .channels = {{{8, 16}, {8, 8}, {8, 0}}},
                                          .physical = 0xFD000000},
                        "", &calls};
    std::uint32_t status = 0x004F;
    std::vector<std::uint16_t> modes_set;
    std::string said;
};

TEST_F(SetScreenTest, SetsTheModeWithItsLinearFramebuffer)
{
    handoff.screen = screen;
    farjump_protocol::set_screen(handoff);
    EXPECT_EQ(modes_set, std::vector<std::uint16_t>{0x4118});
    EXPECT_EQ(told().kind, farjump::ScreenKind::graphics);
    EXPECT_EQ(told().width, 1024u);
    EXPECT_EQ(said, "");
}

TEST_F(SetScreenTest, TellsTheKernelThatTheBiosRefused)
{
    for (auto const refusal : {0x014Fu, 0x0000u, 0x034Fu}) {
        status = refusal;
        handoff.screen = screen;
        farjump_protocol::set_screen(handoff);
        EXPECT_EQ(told().kind, farjump::ScreenKind::text);
        EXPECT_EQ(told().width, 0u);
        EXPECT_EQ(told().framebuffer.address, 0u);
        EXPECT_EQ(told().reason.address,
                  kernel_space::direct(handoff.environment.area + offsetof(BootInfoArea, screen_reason)).value);
        EXPECT_STREQ(area().screen_reason.data(), "the BIOS does not set the mode");
        EXPECT_EQ(said, "") << "the kernel is told; the loader's log ends with its last step";
    }
}

TEST_F(SetScreenTest, DoesNotAskForText)
{
    handoff.screen = {std::nullopt, "nobody asked for graphics"};
    farjump_protocol::set_screen(handoff);
    EXPECT_TRUE(modes_set.empty());
}

} // namespace
