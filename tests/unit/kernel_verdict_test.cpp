// What is foretold of a kernel is what the loader then does with it: thousands of damaged kernels, loaded and examined.
#include "disk/kernel_verdict.hpp"

#include "disk/sealing.hpp"
#include "stage2/kernel_loader.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/fat_image.hpp"
#include "tests/unit/note_bytes.hpp"

#include <map>
#include <memory>
#include <random>

namespace {

using elf_builder::HandMade;
using errors::Code;
using File = std::vector<std::byte>;

constexpr std::string_view path = "/boot/kernel.elf";

// The result of either side: an error, or none.
using Outcome = std::optional<Error>;

template <typename T>
Outcome outcome_of(Result<T> const& result)
{
    return result ? Outcome{} : Outcome{*result.error().operator->()};
}

// What this machine says depends on its memory and processor, so it cannot be foretold.
bool depends_on_machine(Outcome const& outcome)
{
    return outcome && (outcome->code == Code::out_of_memory || outcome->code == Code::kernel_place_taken ||
                       outcome->code == Code::isa_level_missing);
}

struct KernelVerdictTest : testing::Test {
    void put_on_disk(File const& file)
    {
        write_bytes(image.files() + "/kernel", file);
        image.sh("mmd -D s -i $image ::/boot || true; mcopy -o -i $image $files/kernel ::/boot/kernel.elf");
        disk.emplace(image);
        auto const found = std::ranges::search(disk->disk.content, file);       // all of it, in one piece
        ASSERT_EQ(found.size(), file.size());
        on_disk = std::to_address(found.begin());
    }

    Result<LoadedKernel> load()
    {
        disk->forget();
        memory.clear();
        memory.add(1_MiB, 31_MiB, MemoryKind::usable);
        auto const volume = TRY(disk->open());
        auto const file = TRY(volume.open_file(path, workspace->extents));
        return load_kernel(file, path, memory, *workspace, processor, {});
    }

    // True when there was something to compare.
    bool expect_agreement(File const& file)
    {
        std::ranges::copy(file, on_disk);
        auto const loaded = outcome_of(load());
        if (depends_on_machine(loaded))
            return false;
        auto const foretold = outcome_of(kernel_verdict::examine(file, path));
        ++seen[loaded ? std::to_underlying(loaded->code) : 0];
        EXPECT_EQ(foretold.has_value(), loaded.has_value());
        if (foretold && loaded) {
            EXPECT_EQ(std::to_underlying(foretold->code), std::to_underlying(loaded->code));
            EXPECT_EQ(foretold->numbers, loaded->numbers);
            EXPECT_EQ(foretold->name, loaded->name);
        }
        return true;
    }

    // Boots and examines a kernel with one bit wrong, for each of so many bits of its headers, notes and data.
    void expect_agreement_on_flips(File const& file)
    {
        put_on_disk(file);
        ASSERT_TRUE(expect_agreement(file));
        EXPECT_EQ(seen[0], 1) << "the kernel was to be good";
        auto const places = worth_flipping(file);
        std::mt19937 random{1};
        int compared = 0;
        for (int count = 0; count < flips && !HasFailure(); ++count) {
            auto damaged = file;
            auto const place = places[random() % places.size()];
            auto const bit = random() % 8;
            damaged[place] ^= static_cast<std::byte>(1 << bit);
            compared += expect_agreement(damaged);
            EXPECT_FALSE(HasFailure()) << "bit " << bit << " of byte " << place;
        }
        EXPECT_GT(compared, flips * 3 / 4);
    }

    static std::vector<std::size_t> worth_flipping(File const& file)
    {
        auto const kernel = kernel_file::parse(file, path);
        std::vector<std::size_t> places;
        auto const add = [&](std::uint64_t offset, std::uint64_t size) {
            for (auto place = offset; place < offset + size; ++place)
                places.push_back(static_cast<std::size_t>(place));
        };
        for (int times = 0; times < 2; ++times) {
            add(0, sizeof(elf::FileHeader));
            add(kernel->header.table_offset, kernel->header.table_size());
            for (auto const& range : kernel->image.notes())
                add(range.file_offset, range.file_size);
        }
        for (auto const& segment : kernel->image.segments())
            if (has(segment.rights, elf::Rights::write))
                add(segment.file_offset, segment.file_size);
        return places;
    }

    static constexpr int flips = 1500;
    FatImage image;
    std::optional<MountedDisk> disk;
    std::byte* on_disk = nullptr;
    requirements::Processor processor{};
    FakeMachine machine{32_MiB, std::byte{0xA5}};
    MemoryMap memory;
    std::unique_ptr<Workspace> workspace = std::make_unique<Workspace>();
    std::map<int, int> seen;                // how often which code; 0: the kernel was good
};

File sealed(File const& file)
{
    auto const result = sealing::seal(file, path);
    if (!result)
        throw std::runtime_error("cannot be sealed");
    return result->file;
}

// With pointers that are relocated, and a second table of them that changes.
File position_independent(std::string const& flags)
{
    return elf_builder::build("extern \"C\" { int x = 5; int* pointers[80] = {&x, &x, &x, &x, &x}; int* last = &x;"
                              " int _start() { return *pointers[0] + *last; } }",
                              "", "-pie --no-dynamic-linker -z max-page-size=4096 -z noexecstack " + flags);
}

TEST_F(KernelVerdictTest, HoldsForDamagedSealedKernels)
{
    expect_agreement_on_flips(sealed(HandMade{}.file()));
    EXPECT_GT(seen[std::to_underlying(Code::seal_broken)], flips / 8);
    EXPECT_GT(seen.size(), 15u);
}

TEST_F(KernelVerdictTest, HoldsForDamagedKernelsWithoutSeal)
{
    expect_agreement_on_flips(HandMade{}.file());
    EXPECT_GT(seen.size(), 12u);
}

TEST_F(KernelVerdictTest, HoldsForDamagedKernelsOfTheLowerHalf)
{
    expect_agreement_on_flips(HandMade::at(4_MiB).file());
    EXPECT_GT(seen.size(), 12u);
}

TEST_F(KernelVerdictTest, HoldsForDamagedKernelsWithRelocations)
{
    expect_agreement_on_flips(position_independent(""));
    EXPECT_GT(seen.size(), 12u);
}

TEST_F(KernelVerdictTest, HoldsForDamagedKernelsWithPackedRelocations)
{
    expect_agreement_on_flips(position_independent("-z pack-relative-relocs"));
    EXPECT_GT(seen.size(), 12u);
}

TEST_F(KernelVerdictTest, HoldsForFilesThatAreCut)
{
    auto const file = HandMade{}.file();
    for (std::size_t const size : {0, 3, 4, 63, 64, 231, 0x2FF, 0x3BF}) {
        auto cut = file;
        cut.resize(size);
        put_on_disk(cut);
        EXPECT_TRUE(expect_agreement(cut));
    }
    EXPECT_EQ(seen[0], 0);
}

// The one exception: a kernel whose seal nobody has filled in yet is refused by the loader, and sealed by `make image`.
TEST_F(KernelVerdictTest, TakesAnEmptySealForNone)
{
    auto file = sealed(HandMade{}.file());
    auto const seal = *kernel_file::read_notes(*kernel_file::parse(file, path))->seal;
    std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(seal.checksum_offset), 4, std::byte{0});
    put_on_disk(file);
    EXPECT_EQ(outcome_of(load())->code, Code::seal_broken);
    auto const facts = kernel_verdict::examine(file, path);
    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->seal_is_empty());
    EXPECT_FALSE(kernel_verdict::examine(sealed(file), path)->seal_is_empty());
}

TEST_F(KernelVerdictTest, CountsRelocations)
{
    auto const with_addends = position_independent("");
    auto const packed = position_independent("-z pack-relative-relocs");
    auto const facts = kernel_verdict::examine(with_addends, path);
    EXPECT_EQ(facts->relocations.with_addends, 6u);
    EXPECT_EQ(facts->relocations.packed, 0u);
    auto const facts_of_packed = kernel_verdict::examine(packed, path);
    EXPECT_EQ(facts_of_packed->relocations.with_addends, 0u);
    EXPECT_EQ(facts_of_packed->relocations.packed, 6u);
}

} // namespace
