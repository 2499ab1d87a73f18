// SPDX-License-Identifier: BSD-2-Clause
// Counts the disk reads of a choice among hundreds and thousands of boot entries.
#include "stage2/entries/boot_choice.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/many_entries.hpp"

#include <memory>
#include <numeric>
#include <random>

namespace {

constexpr std::size_t window = DiskCache::window_size;

std::uint32_t in_order(std::uint32_t i)
{
    return i;
}

// The last one in the directory that is looked at comes first in order; what it boots is named like it.
std::string rising(std::uint32_t i)
{
    return "sort-key k\nversion " + std::to_string(i) + "\nkernel /boot/" + std::to_string(i) + "\n";
}

std::string name_of(std::uint32_t i)
{
    return "entry-with-a-name-" + std::to_string(100'000 + i).substr(1);
}

struct Many {
    Many(std::uint32_t count, std::string const& loader_conf = "", std::uint32_t sectors_per_cluster = 1,
         std::function<std::uint32_t(std::uint32_t)> const& place = in_order)
        : mounted(volume_of_entries(count, sectors_per_cluster, place, rising, loader_conf))
    {
        auto& volume = mounted.mount();
        auto const conf = boot_choice::read_conf(volume, *room);
        auto const choice = conf ? boot_choice::choose(volume, *room) : std::unexpected(conf.error());
        if (choice)
            kernel = choice->kernel.value;
        else
            code = choice.error()->code;
    }

    std::size_t reads() const { return mounted.disk.reads.size(); }

    FakeMachine machine;
    std::unique_ptr<boot_choice::Room> room = std::make_unique<boot_choice::Room>();
    MountedDisk mounted;
    std::string kernel;
    std::optional<errors::Code> code;
};

// The windows of so many bytes, and one more for where they begin.
constexpr std::size_t windows_of(std::size_t bytes)
{
    return bytes / window + 2;
}

constexpr std::size_t directory_bytes(std::size_t entries)
{
    return entries * 128;
}
constexpr std::size_t volumes_start = 4; // boot sector, root, loader, FAT

TEST(BootEntryReads, AReadPerWindowAndNotPerEntry)
{
    for (std::uint32_t const count : {200u, 1000u}) {
        SCOPED_TRACE(count);
        Many const many(count);
        EXPECT_EQ(many.kernel, "/boot/" + std::to_string(count - 1));
        EXPECT_EQ(many.machine.screen, "");
        EXPECT_LE(many.reads(), volumes_start + windows_of(directory_bytes(count)) + windows_of(count * 512));
        RecordProperty("reads", static_cast<int>(many.reads()));
    }
}

// Where the entries lie in another order than the directory has, or far apart.
TEST(BootEntryReads, TheOrderOfTheDirectoryDoesNotMatter)
{
    constexpr std::uint32_t count = 1000;
    std::vector<std::uint32_t> places(count);
    std::iota(places.begin(), places.end(), 0u);
    std::ranges::shuffle(places, std::mt19937(1));
    Many const shuffled(count, "", 1, [&](std::uint32_t i) { return places[i]; });
    EXPECT_EQ(shuffled.kernel, "/boot/999");
    EXPECT_LE(shuffled.reads(), volumes_start + windows_of(directory_bytes(count)) + windows_of(count * 512));
    Many const backwards(count, "", 8, [](std::uint32_t i) { return count - 1 - i; });
    EXPECT_EQ(backwards.kernel, "/boot/999");
    EXPECT_LE(backwards.reads(), volumes_start + windows_of(directory_bytes(count)) + windows_of(count * 4096));
}

TEST(BootEntryReads, OfThousandsOnlySoManyAreLookedAt)
{
    constexpr std::uint32_t count = 5000;
    constexpr auto most = static_cast<std::uint32_t>(EntryList::most_entries);
    Many const many(count);
    EXPECT_EQ(many.kernel, "/boot/" + std::to_string(most - 1));
    EXPECT_NE(many.machine.screen.find("3,976 entries are left out: 'default' can name them"), std::string::npos)
        << many.machine.screen;
    EXPECT_LE(many.reads(), volumes_start + windows_of(directory_bytes(count)) + windows_of(most * 512));
}

// The one that is named is found whatever its place, and nothing else is read.
TEST(BootEntryReads, OfThousandsTheOneThatIsNamedIsFound)
{
    constexpr std::uint32_t count = 5000;
    for (auto const& wanted : {name_of(4999), name_of(4999) + ".conf", std::string("*-04999")}) {
        SCOPED_TRACE(wanted);
        Many const many(count, "default " + wanted + "\n");
        EXPECT_EQ(many.kernel, "/boot/4999");
        EXPECT_EQ(many.machine.screen, "");
        EXPECT_LE(many.reads(), volumes_start + windows_of(directory_bytes(count)) + 1);
    }
}

TEST(BootEntryReads, OfThousandsADozenIsShownWhereTheDefaultIsMissing)
{
    constexpr std::uint32_t count = 5000;
    Many const many(count, "default none-of-them\n");
    EXPECT_EQ(many.code, errors::Code::default_entry_missing);
    EXPECT_TRUE(many.machine.screen.ends_with("4,988 more in /loader/entries")) << many.machine.screen;
    EXPECT_LE(many.reads(), volumes_start + 2 * windows_of(directory_bytes(count)));
}

} // namespace
