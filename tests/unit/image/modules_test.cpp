// Loading modules from a real volume: bytes, pages, names, the list, and files that are none.
#include "stage2/image/modules.hpp"

#include "longmode/kernel_space.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/fat_image.hpp"

#include <memory>

namespace {

using errors::Code;
using farjump::Module;

constexpr std::byte dirt{0xA5};

struct ModuleLoaderTest : testing::Test {
    ModuleLoaderTest() { memory.add(1_MiB, 31_MiB, MemoryKind::usable); }

    Result<module_loader::Loaded> load(std::vector<std::string_view> const& paths)
    {
        disk.emplace(image);
        return module_loader::load(disk->mount(), paths, memory);
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
        auto const loaded = load({path});
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
    auto const loaded = load({"/first", "second"});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->list.count, 2u);
    EXPECT_EQ(loaded->bytes_read, 18'192u);
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
    auto const loaded = load({"/empty"});
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
    std::array<std::string_view, 1> const paths{"/one"};
    ASSERT_TRUE(module_loader::load(volume, paths, memory));
    EXPECT_LE(disk->disk.reads.size() - before, 2u);
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
    auto const loaded = load({"/large"}); // 98 pages, and one is the list's
    ASSERT_TRUE(loaded);
    expect_failure("/large", Code::out_of_memory);
}

} // namespace
