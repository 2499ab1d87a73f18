// SPDX-License-Identifier: BSD-2-Clause
// Tests the loading of kernels from a real volume into memory that holds other data: bytes, zeros, placement, seal.
#include "stage2/protocols/farjump/kernel_loader.hpp"

#include "disk/kernel_tools/kernel_file.hpp"
#include "disk/kernel_tools/sealing.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/fat_image.hpp"
#include "tests/unit/kernel_from.hpp"

#include <cstring>
#include <map>
#include <memory>

namespace {

using elf_builder::HandMade;
using elf_builder::load;
using errors::Code;
using File = std::vector<std::byte>;

constexpr std::string_view path = "/boot/kernel.elf";
constexpr std::byte dirt{0xA5};

struct KernelLoaderTest : testing::Test {
    KernelLoaderTest() { memory.add(1_MiB, 31_MiB, MemoryKind::usable); }

    void put_on_disk(File const& file)
    {
        write_bytes(image.files() + "/kernel", file);
        image.sh("mmd -D s -i $image ::/boot || true; mcopy -o -i $image $files/kernel ::/boot/kernel.elf");
        disk.emplace(image);
    }

    std::uint64_t place_on_disk(File const& file) const
    {
        auto const& content = disk->disk.content;
        return static_cast<std::uint64_t>(std::ranges::search(content, Bytes(file).first(1024)).begin() -
                                          content.begin());
    }

    Result<LoadedKernel> load_from_disk()
    {
        disk->forget();
        auto& file = *TRY(disk->mount().open(path));
        return kernel_from(file,
                           {.path = path, .memory = memory, .room = *room, .processor = processor, .kaslr = kaslr});
    }

    Result<LoadedKernel> load_file(File const& file)
    {
        put_on_disk(file);
        return load_from_disk();
    }

    // Each segment's bytes lie where its mapping says, and zeros fill its pages before and behind them.
    void expect_loaded(Result<LoadedKernel> const& kernel, File const& file)
    {
        ASSERT_TRUE(kernel) << error_text_of(kernel);
        auto const parsed = elf_builder::parse(file);
        ASSERT_EQ(kernel->mappings().size(), parsed->segments().size());
        EXPECT_EQ(kernel->entry, parsed->entry);
        for (std::size_t i = 0; i < parsed->segments().size(); ++i) {
            auto const& segment = parsed->segments()[i];
            auto const& mapping = kernel->mappings()[i];
            EXPECT_EQ(mapping.from.value, segment.address.value / 4096 * 4096);
            EXPECT_EQ((mapping.from + mapping.length).value, (segment.end().value + 4095) / 4096 * 4096);
            EXPECT_EQ(mapping.rights.write, has(segment.rights, elf::Rights::write));
            EXPECT_EQ(mapping.rights.execute, has(segment.rights, elf::Rights::execute));
            EXPECT_EQ(mapping.to - kernel->physical, mapping.from - kernel->begin);

            auto const pages = machine.at(mapping.to.value, mapping.length);
            auto expected = File(pages.size());
            std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(segment.file_offset), segment.file_size,
                        expected.begin() + static_cast<std::ptrdiff_t>(segment.address - mapping.from));
            EXPECT_TRUE(std::ranges::equal(pages, expected)) << "segment " << i;
        }
        EXPECT_EQ(machine.at(kernel->physical.value - 1, 1)[0], dirt);
    }

    static std::string error_text_of(Result<LoadedKernel> const& kernel)
    {
        return kernel ? "" : std::to_string(std::to_underlying(kernel.error()->code));
    }

    FatImage image;
    std::optional<MountedDisk> disk;
    requirements::Processor processor{};
    placement::KaslrInput kaslr{};
    FakeMachine machine{32_MiB, dirt};
    MemoryMap memory;
    std::unique_ptr<KernelFileRoom> room = std::make_unique<KernelFileRoom>();
};

TEST_F(KernelLoaderTest, LoadsWhatTheCrossCompilerMade)
{
    auto const file = elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script);
    auto const kernel = load_file(file);
    expect_loaded(kernel, file);
    EXPECT_FALSE(kernel->seal);
    EXPECT_EQ(kernel->physical.value + kernel->size, 32_MiB);
    EXPECT_EQ(std::ranges::count(memory.ranges(), MemoryKind::kernel, &MemoryRange::kind), 1);
}

TEST_F(KernelLoaderTest, LoadsSegmentsThatBeginAndEndWithinPages)
{
    HandMade made;
    made.header.entry = elf_builder::base + 0x345;
    made.segments = {load(5, elf_builder::base + 0x345, 0x345, 0x1111, 0x1111),
                     load(6, elf_builder::base + 0x5FFF, 0x1FFF, 2, 0x2001),
                     load(6, elf_builder::base + 0x9000, 0x2001, 0, 0x10)};
    made.segments[2].offset = 0x2000;
    made.size = 0x3000;
    auto const file = made.file();
    auto const kernel = load_file(file);
    expect_loaded(kernel, file);
    EXPECT_EQ(kernel->bytes_read, 0x1113u);
    EXPECT_EQ(kernel->size, 0xA000u);
}

// Debug sections and whatever else no segment covers may be unreadable for all we care.
TEST_F(KernelLoaderTest, ReadsNothingThatNoSegmentCovers)
{
    HandMade made;
    made.size = 4_MiB;
    auto const file = made.file();
    put_on_disk(file);
    auto const begin = place_on_disk(file);
    for (auto at = begin + 1024; at < begin + 4_MiB; at += sector_size)
        disk->disk.bad_sectors.insert(at / sector_size);
    expect_loaded(load_from_disk(), file);
    EXPECT_LE(disk->disk.reads.size(), 12u);
}

// Bytes of the file and zeros of three segments on one page, and of a fourth that begins there and goes on.
TEST_F(KernelLoaderTest, LetsSegmentsOfTheSameRightsShareAPage)
{
    HandMade made;
    made.segments[2] = load(6, elf_builder::base + 0x2000, 0x380, 0x20, 0x30);
    made.segments.push_back(load(6, elf_builder::base + 0x2030, 0x3A0, 0, 0x100));
    made.segments.push_back(load(6, elf_builder::base + 0x2130, 0x3A0, 0x10, 0x10));
    made.segments.push_back(load(6, elf_builder::base + 0x2140, 0x3B0, 0x50, 0x2000));
    auto const sealed = sealing::seal(made.file(), path);
    ASSERT_TRUE(sealed);
    auto const& file = sealed->file;
    auto const kernel = load_file(file);
    ASSERT_TRUE(kernel) << error_text_of(kernel);
    EXPECT_TRUE(kernel->seal);

    File expected(0x5000 - 0x2000);
    auto const expect_bytes = [&](std::size_t offset, std::size_t size, std::size_t place) {
        std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(offset), size,
                    expected.begin() + static_cast<std::ptrdiff_t>(place));
    };
    expect_bytes(0x380, 0x20, 0);
    expect_bytes(0x3A0, 0x10, 0x130);
    expect_bytes(0x3B0, 0x50, 0x140);
    EXPECT_TRUE(std::ranges::equal(machine.at(kernel->physical.value + 0x2000, expected.size()), expected));

    // Each page is mapped once, with the rights of them all.
    std::map<std::uint64_t, paging::Rights> pages;
    for (auto const& mapping : kernel->mappings())
        for (std::uint64_t at = 0; at < mapping.length; at += 0x1000)
            EXPECT_TRUE(pages.insert({(mapping.from + at).value, mapping.rights}).second);
    EXPECT_EQ(pages.size(), 5u);
    for (auto const at : {0x2000, 0x3000, 0x4000})
        EXPECT_TRUE(pages.contains(elf_builder::base + at) && pages[elf_builder::base + at].write);
}

// Headers one page below where kernels can lie, as `ld -Ttext=` makes them: neither loaded nor sealed.
TEST_F(KernelLoaderTest, LeavesOutHeadersThatNoKernelCanHave)
{
    auto const file = elf_builder::build("extern \"C\" void _start() { for (;;); }", "",
                                         "-static -Ttext=0xFFFFFFFF80000000 -z max-page-size=4096 -z noexecstack");
    auto const sealed = sealing::seal(file, path);
    ASSERT_TRUE(sealed);
    auto const kernel = load_file(sealed->file);
    ASSERT_TRUE(kernel) << error_text_of(kernel);
    EXPECT_TRUE(kernel->seal);
    EXPECT_EQ(kernel->begin.value, elf_builder::base);
    EXPECT_EQ(kernel->entry.value, elf_builder::base);
}

TEST_F(KernelLoaderTest, RefusesKernelsOfOtherProtocolsByWhatItHasLoaded)
{
    HandMade made;
    auto file = made.file();
    constexpr std::uint32_t magic = 0xE85250D6, length = 16;
    std::array<Le32, 4> const header{magic, 0u, length, 0u - magic - length};
    std::memcpy(&file[0x308], header.data(), sizeof header);
    put_on_disk(file);
    auto const other = load_from_disk();
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error()->code, Code::kernel_of_other_protocol);
    EXPECT_EQ(other.error()->name, std::string(path) + " has a Multiboot2 header, and no farjump note");

    // It costs no read. A kernel with a farjump note is ours.
    auto const reads = disk->disk.reads.size();
    auto broken = file;
    broken[0x308] ^= std::byte{1};
    ASSERT_TRUE(load_file(broken));
    EXPECT_EQ(disk->disk.reads.size(), reads);
    made.segments.push_back(elf_builder::note(0x340, sizeof(farjump::KernelNote)));
    auto ours = made.file();
    std::memcpy(&ours[0x308], header.data(), sizeof header);
    farjump::KernelNote const note{};
    std::memcpy(&ours[0x340], &note, sizeof note);
    EXPECT_TRUE(load_file(ours));
}

// What cannot be loaded is something else, perhaps: that is then said, and not that a segment is wrong.
TEST_F(KernelLoaderTest, SaysOfWhatItCannotLoadWhatItIs)
{
    HandMade made;
    made.segments[0].flags = 7;
    auto file = made.file();
    EXPECT_EQ(load_file(file).error()->code, Code::elf_segment_writable_executable);
    std::array<Le64, 2> const request{0xC7B1'DD30'DF4C'8B88, 0x0A82'E883'A194'F07B};
    std::memcpy(&file[0x208], request.data(), sizeof request);
    auto const other = load_file(file);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error()->code, Code::kernel_of_other_protocol);
    EXPECT_EQ(other.error()->name, std::string(path) + " has Limine requests, and no farjump note");
}

TEST_F(KernelLoaderTest, PassesOnWhatTheDiskSays)
{
    HandMade made;
    made.segments[0].file_size = made.segments[0].memory_size = 0x40000;
    made.segments[0].offset = 0x1000;
    made.segments[1].virtual_address = elf_builder::base + 0x50000;
    made.segments[2].virtual_address = elf_builder::base + 0x60000;
    made.size = 0x50000;
    auto const file = made.file();
    put_on_disk(file);
    auto const begin = place_on_disk(file);
    auto const sector = (begin + 0x30000) / sector_size;
    disk->disk.bad_sectors.insert(sector);
    auto const kernel = load_from_disk();
    ASSERT_FALSE(kernel);
    EXPECT_EQ(kernel.error()->code, Code::disk_read_failed);
    EXPECT_EQ(kernel.error()->numbers[1], sector);
}

TEST_F(KernelLoaderTest, VerifiesSeals)
{
    auto const file = elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script);
    auto const sealed = sealing::seal(file, path);
    ASSERT_TRUE(sealed);
    auto const kernel = load_file(sealed->file);
    expect_loaded(kernel, sealed->file);
    EXPECT_TRUE(kernel->seal);
}

TEST_F(KernelLoaderTest, VerifiesSealsOfTheOldFormat)
{
    for (auto const& [damage, good] : {std::pair{0u, true}, {1u, false}}) {
        auto file = sealing::seal(HandMade{}.file(), path)->file;
        auto seal = *kernel_file::parse(file, path)->findings.seal;
        seal.format = seal::old_format;
        auto const put = [&](std::uint64_t offset, Le32 value) {
            std::memcpy(&file[static_cast<std::size_t>(offset)], &value, sizeof value);
        };
        put(seal.checksum_offset - sizeof(Le32), seal.format);
        put(seal.checksum_offset, kernel_file::checksum(*kernel_file::parse(file, path), seal));
        file[0x250] ^= std::byte{static_cast<std::uint8_t>(damage)};
        EXPECT_EQ(load_file(file).has_value(), good);
    }
}

TEST_F(KernelLoaderTest, RefusesAKernelThatIsNotWhatWasSealed)
{
    auto const sealed = sealing::seal(HandMade{}.file(), path);
    ASSERT_TRUE(sealed);
    auto broken = sealed->file;
    broken[0x250] ^= std::byte{1}; // one bit of its code
    auto const kernel = load_file(broken);
    ASSERT_FALSE(kernel);
    EXPECT_EQ(kernel.error()->code, Code::seal_broken);
    EXPECT_EQ(kernel.error()->numbers[1], sealed->checksum);
    EXPECT_NE(kernel.error()->numbers[0], sealed->checksum);
    EXPECT_EQ(kernel.error()->name, path);
}

TEST_F(KernelLoaderTest, PutsALargeKernelWhereLargePagesCanMapIt)
{
    HandMade made;
    made.segments[2].memory_size = 5_MiB;
    auto const file = made.file();
    auto const kernel = load_file(file);
    expect_loaded(kernel, file);
    EXPECT_EQ(kernel->physical.value % 2_MiB, 0u);

    // Where memory is too short for that, small pages will do.
    memory.clear();
    memory.add(1_MiB, kernel->size, MemoryKind::usable);
    auto const squeezed = load_from_disk();
    ASSERT_TRUE(squeezed);
    EXPECT_EQ(squeezed->physical.value, 1_MiB);
}

TEST_F(KernelLoaderTest, PutsALowerHalfKernelWhereItIsLinked)
{
    auto const file = HandMade::at(4_MiB).file();
    auto const kernel = load_file(file);
    expect_loaded(kernel, file);
    EXPECT_EQ(kernel->physical.value, 4_MiB);
}

TEST_F(KernelLoaderTest, RefusesALowerHalfKernelWhoseMemoryIsTaken)
{
    memory.add(4_MiB + 0x4000, 4_KiB, MemoryKind::acpi_nvs);
    auto const kernel = load_file(HandMade::at(4_MiB).file());
    ASSERT_FALSE(kernel);
    EXPECT_EQ(kernel.error()->code, Code::kernel_place_taken);
    EXPECT_EQ(kernel.error()->numbers, (std::array<std::uint64_t, 3>{0x5000, 4_MiB}));
    EXPECT_EQ(machine.at(4_MiB, 1)[0], dirt);
}

// Sealed before it is moved; then each pointer of it points to where its target lies now.
TEST_F(KernelLoaderTest, MovesAPositionIndependentKernel)
{
    auto const file =
        elf_builder::build("extern \"C\" { int x = 5; int* pointer = &x; int _start() { return *pointer; } }", "",
                           "-pie --no-dynamic-linker -z max-page-size=4096 -z noexecstack");
    auto const sealed = sealing::seal(file, path);
    ASSERT_TRUE(sealed);
    kaslr = {.random = true, .virtual_place = 0x7777'7777, .physical_place = 0x3333'3333};
    auto const kernel = load_file(sealed->file);
    ASSERT_TRUE(kernel) << error_text_of(kernel);
    EXPECT_TRUE(kernel->seal && kernel->position_independent && kernel->placed_at_random);
    auto const parsed = elf_builder::parse(file);
    EXPECT_EQ(kernel->entry.value, parsed->entry.value + kernel->slide);
    EXPECT_EQ(kernel->begin.value, kernel->slide);
    EXPECT_GE(kernel->begin, elf::upper_begin);

    auto const memory_now = machine.at(kernel->physical.value, kernel->size);
    int pointers = 0;
    for (std::size_t at = 0; at < memory_now.size(); at += 8)
        if (auto const value = *read_at<Le64>(memory_now, at); value - kernel->begin.value < kernel->size - 4) {
            ++pointers;
            EXPECT_EQ(*read_at<Le32>(memory_now, value - kernel->begin.value), 5u);
        }
    EXPECT_EQ(pointers, 1);
    for (auto const& mapping : kernel->mappings())
        EXPECT_EQ(mapping.to - kernel->physical, mapping.from - kernel->begin);
}

TEST_F(KernelLoaderTest, SaysHowMuchMemoryIsMissing)
{
    HandMade made;
    made.segments[2].memory_size = 40_MiB;
    auto const kernel = load_file(made.file());
    ASSERT_FALSE(kernel);
    EXPECT_EQ(kernel.error()->code, Code::out_of_memory);
    EXPECT_EQ(kernel.error()->numbers, (std::array<std::uint64_t, 3>{40_MiB + 0x2000, 31_MiB, 31_MiB}));
    EXPECT_EQ(kernel.error()->name, "the kernel");
}

TEST_F(KernelLoaderTest, RefusesFilesThatAreNoKernels)
{
    for (std::size_t size : {0, 1, 63, 64, 119})
        EXPECT_FALSE(load_file(File(size))) << size;
    auto file = HandMade{}.file();
    file.resize(0x390);
    auto const cut = load_file(file);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error()->code, Code::elf_file_cut);
    EXPECT_EQ(memory.usable_bytes(), 31_MiB); // nothing was taken for them
}

} // namespace
