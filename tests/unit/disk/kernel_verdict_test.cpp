// SPDX-License-Identifier: BSD-2-Clause
// Tests that farjump-check-kernel's prediction is what the loader does: thousands of damaged kernels are loaded and
// examined.
#include "disk/kernel_tools/kernel_verdict.hpp"

#include "disk/kernel_tools/sealing.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/fat_image.hpp"
#include "tests/unit/kernel_from.hpp"
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
        auto const found = std::ranges::search(disk->disk.content, file); // all of it, in one piece
        ASSERT_EQ(found.size(), file.size());
        on_disk = std::to_address(found.begin());
    }

    Result<LoadedKernel> load()
    {
        disk->forget();
        memory.clear();
        memory.add(1_MiB, 31_MiB, MemoryKind::usable);
        auto& file = *TRY(disk->mount().open(path));
        return kernel_from(file, {.path = path, .memory = memory, .room = *room, .processor = processor, .kaslr = {}});
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

    // Boots and examines a kernel with one bit wrong, for each of so many bits of its headers, notes and data. `code`
    // is what the whole file is refused with; 0: it is good.
    void expect_agreement_on_flips(File const& file, int code = 0)
    {
        put_on_disk(file);
        ASSERT_TRUE(expect_agreement(file));
        EXPECT_EQ(seen[code], 1) << "the kernel was to be good";
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
        std::vector<std::size_t> places;
        auto const add = [&](std::uint64_t offset, std::uint64_t size) {
            for (auto place = offset; place < offset + size; ++place)
                places.push_back(static_cast<std::size_t>(place));
        };
        for (int times = 0; times < 2; ++times) {
            add(0, sizeof(elf::FileHeader));
            auto const header = elf::parse_header(file, file.size(), path);
            auto const table =
                Bytes{file}.subspan(static_cast<std::size_t>(header->table_offset), header->table_size());
            add(header->table_offset, header->table_size());
            for (std::uint32_t number = 0; number < header->table_count; ++number)
                if (auto const& entry = elf::program_header(table, number); elf::is_note(entry))
                    add(entry.offset, entry.file_size);
                else if (entry.type == elf::ProgramHeader::load && (entry.flags & 2) != 0 && times == 0)
                    add(entry.offset, entry.file_size);
        }
        return places;
    }

    static constexpr int flips = 1500;
    FatImage image;
    std::optional<MountedDisk> disk;
    std::byte* on_disk = nullptr;
    requirements::Processor processor{};
    FakeMachine machine{32_MiB, std::byte{0xA5}};
    MemoryMap memory;
    std::unique_ptr<KernelFileRoom> room = std::make_unique<KernelFileRoom>();
    std::map<int, int> seen; // how often which code; 0: the kernel was good
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

TEST_F(KernelVerdictTest, HoldsForDamagedKernelsWhoseSegmentsShareAPage)
{
    HandMade made;
    made.segments[2].memory_size = 0x50;
    made.segments.push_back(elf_builder::load(6, elf_builder::base + 0x2050, 0x3C0, 0x40, 0x3000));
    expect_agreement_on_flips(made.file());
    EXPECT_GT(seen[std::to_underlying(Code::elf_segments_share_page)], 0);
}

TEST_F(KernelVerdictTest, HoldsForFilesWithoutCode)
{
    HandMade made;
    made.segments[0].file_size = 0; // as `objcopy --only-keep-debug` leaves it
    put_on_disk(made.file());
    EXPECT_TRUE(expect_agreement(made.file()));
    EXPECT_EQ(seen[std::to_underlying(Code::elf_entry_without_code)], 1);
}

TEST_F(KernelVerdictTest, HoldsForDamagedKernelsWithHeadersBelow)
{
    expect_agreement_on_flips(sealed(
        elf_builder::build("extern \"C\" { int x = 5; void _start() { for (;;); } }", "",
                           "-static -Ttext=0xFFFFFFFF80000000 --build-id -z max-page-size=4096 -z noexecstack")));
    EXPECT_GT(seen[std::to_underlying(Code::seal_broken)], 0);
    EXPECT_GT(seen[std::to_underlying(Code::note_malformed)], 0);
}

File with(File file, std::size_t offset, File const& bytes)
{
    std::ranges::copy(bytes, file.begin() + static_cast<std::ptrdiff_t>(offset));
    return file;
}

// The header is what is damaged, too: data of a segment that can be written.
TEST_F(KernelVerdictTest, HoldsForDamagedKernelsOfOtherProtocols)
{
    constexpr std::uint32_t magic = 0xE85250D6;
    auto const header = note_bytes::words({magic, 0, 16, 0u - magic - 16});
    expect_agreement_on_flips(with(HandMade{}.file(), 0x388, header),
                              std::to_underlying(Code::kernel_of_other_protocol));
    EXPECT_GT(seen[0], 0);
    EXPECT_GT(seen[std::to_underlying(Code::kernel_of_other_protocol)], flips / 2);
}

TEST_F(KernelVerdictTest, HoldsForDamagedKernelsWithNotesOfOthers)
{
    using namespace std::literals;
    auto const wishes = note_bytes::note(note_bytes::ours, 2, File(40));
    auto const linux = note_bytes::note("Linux\0"sv, 0x100, File(4));
    auto const program = note_bytes::note(note_bytes::gnu, 1, File(16));
    HandMade made;
    made.segments.push_back(elf_builder::note(0x310, wishes.size()));
    made.segments.push_back(elf_builder::note(0x350, linux.size()));
    made.segments.push_back(elf_builder::note(0x3C0, program.size()));
    auto const file = with(with(with(made.file(), 0x310, wishes), 0x350, linux), 0x3C0, program);
    expect_agreement_on_flips(file);
    for (auto const code : {Code::note_malformed, Code::wish_unknown, Code::kernel_is_program})
        EXPECT_GT(seen[std::to_underlying(code)], 0) << std::to_underlying(code);
}

// All PT_NOTEs are read, however many there are: the wishes are in the last one. None may be too large to be read.
TEST_F(KernelVerdictTest, HoldsForKernelsWithManyAndLargeNotes)
{
    HandMade made;
    made.header.program_header_offset = 0x400;
    made.size = 0x400 + elf::max_table_size + 0x20000;
    auto const foreign = note_bytes::note(note_bytes::gnu, 3, File(4));
    auto const wishes = note_bytes::note(note_bytes::ours, 2, note_bytes::words({0, 0, 0x3000, 0, 0, 0, 0, 0, 0, 0}));
    while (made.segments.size() < elf::max_program_headers - 1)
        made.segments.push_back(elf_builder::note(0x310, foreign.size()));
    made.segments.push_back(elf_builder::note(0x340, wishes.size()));
    auto const file = [&] { return with(with(made.file(), 0x310, foreign), 0x340, wishes); };
    put_on_disk(file());
    EXPECT_TRUE(expect_agreement(file()));
    EXPECT_EQ(load()->wishes.stack_size, 0x3000u);

    auto& large = made.segments[10];
    large = elf_builder::note(0x400, elf::max_note_size + 1);
    EXPECT_TRUE(expect_agreement(file()));
    EXPECT_EQ(seen[std::to_underlying(Code::note_too_large)], 1);
}

TEST_F(KernelVerdictTest, HoldsForFilesThatBeginAsOthers)
{
    auto const file = HandMade{}.file();
    for (auto const& start : {note_bytes::words({0x0000'8B1F}), note_bytes::words({0x464C'457F, 0x101}),
                              note_bytes::words({0x0000'5A4D}), File(64)}) {
        auto const other = with(file, 0, start);
        put_on_disk(other);
        EXPECT_TRUE(expect_agreement(other));
    }
    EXPECT_EQ(seen[0], 0);
    EXPECT_EQ(seen[std::to_underlying(Code::kernel_is_zeros)], 1);
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
    auto const seal = *kernel_file::parse(file, path)->findings.seal;
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
