// SPDX-License-Identifier: BSD-2-Clause
// Tests the loading of modules from a real volume: bytes, pages, names, the list, unpacked content, and paths that are
// no file.
#include "stage2/modules/modules.hpp"

#include "longmode/kernel_space.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/fat_image.hpp"
#include "tests/unit/packed/gzip_files.hpp"
#include "tests/unit/packed/lz4_frames.hpp"

#include <memory>

namespace {

using errors::Code;
using farjump::Module;

constexpr std::byte dirt{0xA5};

struct ModuleLoaderTest : testing::Test {
    ModuleLoaderTest() { memory.add(1_MiB, 31_MiB, MemoryKind::usable); }

    Result<module_loader::Loaded> load(std::vector<boot_entry::Setting> const& settings)
    {
        disk.emplace(image);
        return module_loader::load(disk->mount(), settings, memory, false);
    }

    static PhysAddr physical(std::uint64_t address) { return {address - kernel_space::direct_map.value}; }

    Module const& module(module_loader::Loaded const& loaded, std::size_t at)
    {
        auto const place = physical(loaded.list.list.address) + at * sizeof(Module);
        return *reinterpret_cast<Module const*>(machine.at(place.value, sizeof(Module)).data());
    }

    std::string name_of(Module const& module)
    {
        return reinterpret_cast<char const*>(machine.at(physical(module.name.address).value, 300).data());
    }

    void expect_module(Module const& module, std::string_view name, std::vector<std::byte> content)
    {
        EXPECT_EQ(name_of(module), name);
        EXPECT_EQ(module.size, content.size());
        EXPECT_EQ(module.physical % 4096, 0u);
        EXPECT_EQ(module.address.address, kernel_space::direct({module.physical}).value);
        content.resize((content.size() + 4095) / 4096 * 4096); // zeros to the end of the page
        EXPECT_TRUE(std::ranges::equal(machine.at(module.physical, content.size()), content));
    }

    void expect_failure(std::string_view path, Code code)
    {
        auto const loaded = load({{"module", path}});
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error()->code, code);
        EXPECT_EQ(loaded.error()->name, path.starts_with('/') ? path : "/" + std::string{path});
    }

    FatImage image;
    std::optional<MountedDisk> disk;
    FakeMachine machine{32_MiB, dirt};
    MemoryMap memory;
};

TEST_F(ModuleLoaderTest, LoadsFilesIntoPagesOfTheirOwn)
{
    auto const first = image.add("/first", 10'000, 1);
    auto const second = image.add("/second", 8'192, 2);
    auto const loaded = load({{"module", "/first"}, {"initrd", "second"}});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->list.count, 2u);
    EXPECT_EQ(loaded->size, 18'192u);
    expect_module(module(*loaded, 0), "/first", first);
    expect_module(module(*loaded, 1), "second", second);
    auto const ranges = memory.ranges();
    auto const of_modules = std::ranges::find(ranges, MemoryKind::module, &MemoryRange::kind);
    ASSERT_NE(of_modules, ranges.end());
    EXPECT_EQ(of_modules->length, 5 * 4096u);
}

TEST_F(ModuleLoaderTest, NoneMeansNoListAndNoMemory)
{
    auto const loaded = load({});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->list.list.address, 0u);
    EXPECT_EQ(loaded->list.count, 0u);
    EXPECT_EQ(memory.usable_bytes(), 31_MiB);
}

TEST_F(ModuleLoaderTest, AnEmptyFileIsNowhere)
{
    image.add("/empty", 0, 1);
    auto const loaded = load({{"module", "/empty"}});
    ASSERT_TRUE(loaded);
    auto const& empty = module(*loaded, 0);
    EXPECT_EQ(name_of(empty), "/empty");
    EXPECT_EQ(empty.size | empty.physical | empty.address.address, 0u);
}

TEST_F(ModuleLoaderTest, ReadsAFileInOneGo)
{
    image.add("/one", 1'000'000, 1);
    disk.emplace(image);
    auto& volume = disk->mount();
    ASSERT_EQ((*volume.open("/one"))->size(), 1'000'000u);
    auto const before = disk->disk.reads.size();
    boot_entry::Setting const settings[] = {{"module", "/one"}};
    ASSERT_TRUE(module_loader::load(volume, settings, memory, false));
    EXPECT_LE(disk->disk.reads.size() - before, 2u);
}

TEST_F(ModuleLoaderTest, UnpacksWhereTheEntryAsks)
{
    auto const plain = image.add("/plain", 10'000, 1);
    std::vector<std::byte> const zeros(300'000);
    auto const packed = packed_by_lz4(zeros);
    image.put("/packed", packed);
    auto const loaded =
        load({{"unpack-module", "packed"}, {"module", "/plain"}, {"initrd", "/packed"}, {"unpack-module", "/packed"}});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->list.count, 4u);
    expect_module(module(*loaded, 0), "packed", zeros);
    expect_module(module(*loaded, 1), "/plain", plain);
    expect_module(module(*loaded, 2), "/packed", packed);
    expect_module(module(*loaded, 3), "/packed", zeros);
    EXPECT_EQ(loaded->size, 610'000 + packed.size());
    EXPECT_NE(machine.screen.find("2 of them packed: "), std::string::npos) << machine.screen;
    EXPECT_NE(machine.screen.find(" of LZ4, unpacked 585 KiB"), std::string::npos) << machine.screen;
}

TEST_F(ModuleLoaderTest, NamesTheFormatsThatItUnpacked)
{
    std::vector<std::byte> const zeros(300'000);
    image.put("/lz4", packed_by_lz4(zeros));
    image.put("/gzip", packed_by_gzip(zeros));
    auto const loaded = load({{"unpack-module", "gzip"}});
    ASSERT_TRUE(loaded);
    expect_module(module(*loaded, 0), "gzip", zeros);
    EXPECT_NE(machine.screen.find(" of gzip, unpacked 292 KiB"), std::string::npos) << machine.screen;
    ASSERT_TRUE(load({{"unpack-module", "gzip"}, {"unpack-module", "lz4"}}));
    EXPECT_NE(machine.screen.find(" of LZ4 and gzip, unpacked 585 KiB"), std::string::npos) << machine.screen;
}

TEST_F(ModuleLoaderTest, SaysNothingOfPlainModules)
{
    image.put("/packed", packed_by_lz4(std::vector<std::byte>(300'000)));
    ASSERT_TRUE(load({{"module", "/packed"}}));
    EXPECT_EQ(machine.screen, "");
}

TEST_F(ModuleLoaderTest, NamesWhatCannotBeUnpacked)
{
    image.add("/plain", 10'000, 1);
    auto const loaded = load({{"unpack-module", "plain"}});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error()->code, Code::packed_format_unknown);
    EXPECT_EQ(loaded.error()->name, "/plain");
}

TEST_F(ModuleLoaderTest, NamesWhatCannotBeLoaded)
{
    image.sh("mmd -i $image ::/directory");
    image.add("/large", 400'000, 1);
    expect_failure("/missing", Code::file_not_found);
    expect_failure("missing", Code::file_not_found);
    expect_failure("/directory", Code::is_a_directory);
    memory.clear();
    memory.add(1_MiB, 100 * 4096, MemoryKind::usable);
    auto const loaded = load({{"module", "/large"}}); // 98 pages, and one is the list's
    ASSERT_TRUE(loaded);
    expect_failure("/large", Code::out_of_memory);
}

} // namespace
