// SPDX-License-Identifier: BSD-2-Clause
// Builds a volume with boot entries, and chooses one of them.
#pragma once

#include "stage2/entries/boot_choice.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/fat_image.hpp"

#include <memory>

struct BootChoiceTest : testing::Test {
    void put(std::string const& path, std::string const& text)
    {
        auto const host = std::filesystem::path(image.files() + path);
        std::filesystem::create_directories(host.parent_path());
        std::ofstream(host) << text;
    }
    void entry(std::string const& name, std::string const& more = "")
    {
        put("/loader/entries/" + name, "title " + name + "\nkernel /boot/" + name + "\n" + more);
    }

    void default_is(std::string const& wanted) { put("/loader/loader.conf", "default " + wanted + "\n"); }

    void mount()
    {
        image.sh("[ ! -e $files/loader ] || mcopy -D o -s -i $image $files/loader ::/");
        disk.emplace(image);
    }
    Result<boot_choice::Choice> choose_mounted()
    {
        disk->forget();
        auto& volume = disk->mount();
        TRY(boot_choice::read_conf(volume, *room));
        return boot_choice::choose(volume, *room);
    }
    Result<boot_choice::Choice> choose()
    {
        mount();
        return choose_mounted();
    }

    void expect_entry(std::string const& name)
    {
        auto const choice = choose();
        ASSERT_TRUE(choice) << std::to_underlying(choice.error()->code) << ' ' << choice.error()->name;
        EXPECT_EQ(choice->entry_path, "/loader/entries/" + name);
        EXPECT_EQ(choice->kernel.value, "/boot/" + name);
    }

    void expect_default_kernel()
    {
        auto const choice = choose();
        ASSERT_TRUE(choice) << std::to_underlying(choice.error()->code) << ' ' << choice.error()->name;
        EXPECT_EQ(choice->entry_path, "");
        EXPECT_EQ(choice->kernel.value, "/boot/kernel.elf");
    }

    bool screen_has(std::string_view words) const { return machine.screen.find(words) != std::string::npos; }

    FatImage image;
    FakeMachine machine;
    std::optional<MountedDisk> disk;
    std::unique_ptr<boot_choice::Room> room = std::make_unique<boot_choice::Room>();
};
