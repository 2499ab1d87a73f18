// SPDX-License-Identifier: BSD-2-Clause
// Builds a machine that boots from a FAT volume with counted entries, and a BIOS drive that keeps what is written.
#pragma once

#include "include/state_record.hpp"
#include "stage2/boot.hpp"
#include "stage2/choice/counting/counting.hpp"
#include "stage2/volumes/fat/path.hpp"
#include "stage2/volumes/fat/place.hpp"
#include "tests/fake_bios_disk.hpp"
#include "tests/unit/fat_image.hpp"

#include <memory>

struct CountingTest : testing::Test {
    static constexpr std::string_view state_path = FARJUMP_STATE_PATH;
    using State = state_record::State;

    // The volume: made by these commands, after the directories and, if wanted, the state file.
    void make(std::string const& commands, bool with_state = true, std::string const& options = "-F 16 -s 1",
              unsigned kib = 5000)
    {
        FatImage image(options, kib);
        image.sh("mmd -i $image ::/loader ::/loader/entries; echo x > f; " + commands);
        if (with_state)
            image.put(std::string(state_path), file_of(state_record::empty(), state_record::empty()));
        content = image.on_disk();
        drive.bytes_per_sector = sector;
        drive.hold(content);
    }

    static std::vector<std::byte> file_of(State const& first, State const& second)
    {
        auto file = FatImage::bytes_from(7, FARJUMP_STATE_FILE_SIZE); // the unused bytes, too, are to stay as they are
        std::memcpy(&file[FARJUMP_STATE_COPY_1], &first, sizeof first);
        std::memcpy(&file[FARJUMP_STATE_COPY_2], &second, sizeof second);
        return file;
    }

    // A new boot of this machine.
    void boot_again(std::uint64_t begin = FatImage::partition_begin)
    {
        boot = std::make_unique<Boot>(number);
        workspace = std::make_unique<Workspace>();
        boot->memory.limit(8_MiB);
        boot->memory.add(0, 8_MiB, MemoryKind::usable);
        boot->memory.finish(640_KiB);
        boot->workspace = workspace.get();
        auto const size = content.size() - FatImage::partition_begin;
        auto& cache = boot->cache.emplace(boot->disk.device, workspace->cache, begin, begin + size);
        auto const volume = fat::Volume::open(cache);
        ASSERT_TRUE(volume);
        boot->volume = &workspace->volumes.fat_volume.emplace(*volume, workspace->volumes.fat);
        machine.screen.clear();
        ASSERT_TRUE(counting::open(*boot));
    }

    Result<void> start(std::string const& name, counting::Wishes const& wishes = {})
    {
        return counting::start(*boot, keep("/loader/entries/" + name), wishes);
    }
    std::uint32_t left(std::string const& name) { return counting::tries_left(boot_counter::parse(keep(name))); }
    bool exists(std::string const& name)
    {
        boot->cache->forget(0, ~std::uint64_t{0});
        return *boot->volume->holds(keep("/loader/entries/" + name));
    }

    void expect_error(Result<void> const& result, errors::Code code, Error const& like = {})
    {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, code);
        EXPECT_EQ(result.error()->numbers, like.numbers);
        EXPECT_EQ(result.error()->name, like.name);
        EXPECT_EQ(boot->counted.sector_bytes, 0u);
    }

    // Which sectors have been written, and where they are on the volume.
    std::vector<std::uint64_t> written() const
    {
        std::vector<std::uint64_t> sectors;
        for (auto const& [lba, bytes] : drive.written)
            sectors.push_back(lba);
        return sectors;
    }
    std::uint64_t lba_of_copy(int copy)
    {
        auto const& geometry = workspace->volumes.fat_volume->geometry();
        auto const file = fat_start(state_path);
        return *fat::place_of(geometry, file, copy == 0 ? FARJUMP_STATE_COPY_1 : FARJUMP_STATE_COPY_2, state_path) /
               sector;
    }
    std::uint32_t fat_start(std::string_view path)
    {
        return fat::find(workspace->volumes.fat_volume->geometry(), path)->start;
    }

    Bytes sector_now(std::uint64_t lba)
    {
        if (auto const found = drive.written.find(lba); found != drive.written.end())
            return found->second;
        return Bytes(content).subspan(static_cast<std::size_t>(lba * sector), sector);
    }
    Bytes in_memory(PhysAddr address) { return machine.at(address.value, sector); }

    // What a kernel does that is good.
    void mark_good()
    {
        auto const& offer = boot->counted;
        ASSERT_EQ(offer.sector_bytes, sector);
        ASSERT_TRUE(std::ranges::equal(in_memory(offer.expected), sector_now(offer.sector.value)));
        drive.keep(offer.sector.value, in_memory(offer.finished).data());
    }

    std::string_view keep(std::string text)
    {
        return kept.emplace_back(std::make_unique<std::string>(std::move(text))), *kept.back();
    }

    std::uint8_t number = 0x80;
    std::uint32_t sector = 512;
    FakeMachine machine{8_MiB};
    FakeBiosDisk drive{machine};
    std::vector<std::byte> content;
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<Boot> boot;
    std::vector<std::unique_ptr<std::string>> kept;
};
