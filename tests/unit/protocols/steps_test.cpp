// SPDX-License-Identifier: BSD-2-Clause
// Tests a complete boot on the host: from the first BIOS call to the jump to the kernel, with a disk image in a
// simulated machine.
#include "stage2/protocols/farjump/describe.hpp"
#include "stage2/steps.hpp"

#include "disk/kernel_tools/sealing.hpp"
#include "include/layout.hpp"
#include "include/x86/exceptions.hpp"
#include "longmode/enter.hpp"
#include "stage2/machine/reset_mark.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/timeline.hpp"
#include "tests/fake_bios_disk.hpp"
#include "tests/fake_memory_bios.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/fat_image.hpp"
#include "tests/unit/page_table_memory.hpp"

namespace {

using errors::Code;

constexpr std::uint64_t memory_size = 32_MiB;
constexpr std::uint32_t signature = 0xFA12B00C;

struct StepsTest : testing::Test {
    StepsTest()
    {
        std::filesystem::create_directories(image.files() + "/boot");
        std::filesystem::create_directories(image.files() + "/loader/entries");
        write_bytes(image.files() + "/boot/own.elf", kernel_file);
        std::ofstream(image.files() + "/loader/entries/own.conf") << "kernel /boot/own.elf\noptions one two\n";
        image.sh("mcopy -s -i $image $files/* ::/");
        disk = image.on_disk();
        put_partition_table();
        drive.hold(disk);
        memory_bios.list = {{0, 0x9FC00, 1}, {0x9FC00, 0x60400, 2}, {1_MiB, memory_size - 1_MiB, 1}};
        machine.put(0x417, std::uint8_t{0}); // no Shift key is held
        console::open();
    }

    void put_file(std::string const& path, std::string const& text)
    {
        std::ofstream(image.files() + path) << text;
        image.sh("mcopy -D o -s -i $image $files/loader ::/");
        disk = image.on_disk();
        put_partition_table();
        drive.hold(disk);
    }

    void put_partition_table()
    {
        auto const put = [this](std::size_t at, Le32 value) { std::memcpy(&disk[at], &value, sizeof value); };
        put(0x1B8, signature);
        put(0x1BE, 0x80); // active
        put(0x1C2, 0x0C);
        put(0x1C6, 64);
        put(0x1CA, static_cast<std::uint32_t>(disk.size() / sector_size - 64));
        disk[510] = std::byte{0x55};
        disk[511] = std::byte{0xAA};
        std::copy_n(disk.begin(), sector_size, machine.at(layout::stage1_base, sector_size).begin());
    }

    // As main.cpp tells it.
    Result<void> boot()
    {
        using namespace steps;
        auto& story = kept.emplace(std::uint8_t{0x80});
        timeline::begin();
        identify_processor(story);
        gather_entropy(story);
        TRY(open_a20());
        TRY(read_memory_map(story));
        TRY(find_volume(story));
        TRY(choose_entry(story));
        auto const& protocol = *TRY(load(story));
        TRY(protocol.hand_over(story));
        protocol.enter(story);
    }

    void expect_failure_of_boot(Code code, std::array<std::uint64_t, 3> numbers)
    {
        auto const result = boot();
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, code);
        EXPECT_EQ(result.error()->numbers, numbers);
    }

    // The machine as the kernel sees it, through the page tables that the loader leaves.
    page_walk::Tables tables()
    {
        auto const here = std::uint64_t{reinterpret_cast<std::uintptr_t>(machine.memory.data())};
        return {{longmode::handover.page_table_root},
                longmode::handover.cr4 & 1u << 12 ? 5 : 4,
                DirectMap(here, memory_size)};
    }
    template <typename T>
    T const& seen(std::uint64_t address)
    {
        auto const physical = tables().physical_of({address});
        if (!physical)
            throw std::runtime_error("not mapped for the kernel");
        return *reinterpret_cast<T const*>(machine.at(physical->value, sizeof(T)).data());
    }

    elf_builder::File const kernel_file =
        sealing::seal(elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script), "k")->file;
    Fat32Image image;
    std::vector<std::byte> disk;
    FakeMachine machine{memory_size, std::byte{0xA5}};
    FakeMemoryBios memory_bios{machine};
    FakeBiosDisk drive{machine};
    std::optional<Boot> kept;
};

TEST_F(StepsTest, LeadIntoTheKernel)
{
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    auto const& handover = longmode::handover;
    EXPECT_TRUE(tables().page_at({handover.entry})->rights.executable);
    EXPECT_TRUE(tables().page_at({handover.stack_top - 8})->rights.writable);
    EXPECT_FALSE(tables().page_at({handover.stack_top}));
    auto const& gate = seen<x86::Gate64>(handover.idt.base + x86::page_fault * sizeof(x86::Gate64));
    auto const reporter = tables().page_at({handover.stack_top + 4_KiB});
    EXPECT_TRUE(reporter && reporter->rights.executable && !reporter->rights.writable);
    EXPECT_EQ(gate.offset_low >> 12, static_cast<int>(handover.stack_top + 4_KiB) >> 12 & 0xF);
    EXPECT_EQ(handover.stack_top % 16, 0u);
    auto const& gdt_seen = seen<decltype(BootInfoArea::gdt)>(handover.gdt.base);
    EXPECT_TRUE(std::equal(gdt_seen.begin(), gdt_seen.begin() + 6, gdt::table.begin()));
    EXPECT_EQ(std::size_t{handover.gdt.limit}, sizeof gdt::table - 1);

    auto const parsed = elf_builder::parse(kernel_file);
    EXPECT_EQ(std::uint64_t{handover.entry}, parsed->entry.value);
    for (auto const& segment : parsed->segments())
        for (std::uint64_t at = 0; at < segment.memory_size; at += 64) {
            auto const due =
                at < segment.file_size ? kernel_file[static_cast<std::size_t>(segment.file_offset + at)] : std::byte{0};
            ASSERT_EQ(seen<std::byte>(segment.address.value + at), due);
        }

    auto const& info = seen<farjump::BootInfo>(handover.boot_info);
    EXPECT_EQ(info.magic, FARJUMP_MAGIC);
    EXPECT_EQ(info.disk_signature, signature);
    EXPECT_EQ(info.partition_lba, 64u);
    EXPECT_EQ(info.sealed, 1u);
    EXPECT_EQ(info.page_table_root, handover.page_table_root);
    EXPECT_STREQ(&seen<char>(info.command_line.address), "one two");
    EXPECT_STREQ(&seen<char>(info.kernel_path.address), "/boot/own.elf");
    EXPECT_EQ(info.paging.cr4, longmode::handover.cr4);
    EXPECT_EQ(info.paging.page_attributes, std::uint64_t{longmode::handover.page_attributes});
    EXPECT_EQ(info.paging.levels, 4u);
    EXPECT_NE(machine.screen.find(" page tables ("), std::string::npos) << machine.screen;
    EXPECT_NE(machine.screen.find(" KiB), pages up to 2 MiB, 4 levels\n"), std::string::npos) << machine.screen;
    EXPECT_NE(machine.screen.find("verified"), std::string::npos) << machine.screen;
    EXPECT_NE(machine.screen.find("ok   drive 80h, partition 1, FAT32, 33 MiB\n"), std::string::npos) << machine.screen;

    auto const& last = machine.calls.back();
    EXPECT_TRUE(last.interrupt == 0x15 && last.input.eax == 0xEC00 && last.input.ebx == 2);
    EXPECT_EQ(machine.written_to(0x21), std::vector<std::uint8_t>{0xFF});
    EXPECT_EQ(machine.written_to(0xA1), std::vector<std::uint8_t>{0xFF});
}

TEST_F(StepsTest, AskTheVideoBiosForNothingUnlessSomebodyWishes)
{
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    EXPECT_NE(machine.screen.find("ok   text: nobody asked for graphics\n"), std::string::npos) << machine.screen;
    EXPECT_TRUE(std::ranges::none_of(machine.calls, [](auto const& call) {
        return call.interrupt == 0x10 && (call.input.eax >> 8 & 0xFF) == 0x4F;
    }));
}

TEST_F(StepsTest, HandOverTheLogWhole)
{
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    auto const& log = seen<farjump::BootInfo>(longmode::handover.boot_info).log;
    EXPECT_EQ((std::string{&seen<char>(log.text.address), log.size}), machine.screen);
    EXPECT_EQ(seen<char>(log.text.address + log.size), '\0');
    EXPECT_EQ(log.cut, 0u);
}

TEST_F(StepsTest, HandOverTheTimeline)
{
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    auto const& timeline = seen<farjump::BootInfo>(longmode::handover.boot_info).timeline;
    ASSERT_EQ(timeline.count, 6u); // the first steps' names are main.cpp's
    auto const mark = [&](std::uint64_t i) {
        return seen<farjump::TimelineMark>(timeline.marks.address + i * sizeof(farjump::TimelineMark));
    };
    EXPECT_STREQ(mark(0).step, "starting stage 2");
    EXPECT_STREQ(mark(4).step, "describing the machine");
    EXPECT_STREQ(mark(5).step, "entering the kernel");
    EXPECT_LT(mark(0).tsc, mark(5).tsc);
    EXPECT_EQ(timeline.ticks_per_second, 0u); // this machine has no interval timer
}

TEST_F(StepsTest, DescribeTheDisk)
{
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    auto const& told = seen<farjump::BootInfo>(longmode::handover.boot_info).disk;
    EXPECT_EQ(told.table, farjump::PartitionTable::mbr);
    EXPECT_EQ(told.partition_number, 1u);
    EXPECT_EQ(told.bytes_per_sector, 512u);
    EXPECT_EQ(told.extended_reads, 1u);
    EXPECT_EQ(told.disk_guid[0] | told.partition_guid[15], 0);
}

TEST_F(StepsTest, LeadThereFromTheBootRecordOfAPartition)
{
    Le32 const serial_number = 0x89ABCDEF;
    machine.put(layout::stage1_base + 0x1B8, serial_number);
    std::memcpy(&disk[64 * sector_size + 0x1B8], &serial_number, sizeof serial_number);
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    EXPECT_EQ(seen<farjump::BootInfo>(longmode::handover.boot_info).disk_signature, signature);
}

TEST_F(StepsTest, LeadThereFromADiskWithoutAPartitionTable)
{
    disk.erase(disk.begin(), disk.begin() + 64 * sector_size);
    std::copy_n(disk.begin(), sector_size, machine.at(layout::stage1_base, sector_size).begin());
    drive.hold(disk);
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    auto const& info = seen<farjump::BootInfo>(longmode::handover.boot_info);
    EXPECT_EQ(info.partition_lba, 0u);
    EXPECT_EQ(info.partition_sectors, disk.size() / sector_size);
    EXPECT_NE(machine.screen.find("ok   drive 80h, whole disk, FAT32, 33 MiB\n"), std::string::npos) << machine.screen;
}

TEST_F(StepsTest, CostTenReadsAtMost)
{
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    EXPECT_LE(drive.reads.size(), 10u);
    EXPECT_EQ(drive.resets, 0);
}

TEST_F(StepsTest, TellTheKernelNothingThatIsNotMapped)
{
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    auto const& info = seen<farjump::BootInfo>(longmode::handover.boot_info);
    ASSERT_GT(info.memory_map_count, 3u);
    std::uint64_t loaders = 0;
    for (std::uint64_t i = 0; i < info.memory_map_count; ++i) {
        auto const& range = seen<MemoryRange>(info.memory_map.address + i * sizeof(MemoryRange));
        loaders += range.kind == MemoryKind::loader ? range.length : 0;
        bool const mapped = tables().physical_of({info.direct_map_base + range.base}) == PhysAddr{range.base};
        EXPECT_TRUE(mapped || range.kind == MemoryKind::reserved);
    }
    EXPECT_GE(loaders, sizeof(Workspace) + sizeof(BootInfoArea) + 64_KiB);
}

TEST_F(StepsTest, BootAnotherEntryIfAKernelIsMissing)
{
    put_file("/loader/entries/z.conf", "kernel /boot/missing.elf\n");
    put_file("/loader/loader.conf", "timeout menu-disabled\n");
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    auto const& info = seen<farjump::BootInfo>(longmode::handover.boot_info);
    EXPECT_STREQ(&seen<char>(info.kernel_path.address), "/boot/own.elf");
    EXPECT_NE(machine.screen.find("instead: /loader/entries/own.conf"), std::string::npos) << machine.screen;
}

TEST_F(StepsTest, BootNoOtherEntryThanTheDefaultIfItsKernelIsMissing)
{
    put_file("/loader/entries/z.conf", "kernel /boot/missing.elf\n");
    put_file("/loader/loader.conf", "timeout menu-disabled\ndefault z\n");
    expect_failure_of_boot(Code::no_entry_to_start, {});
    EXPECT_NE(machine.screen.find("/boot/missing.elf is not on the volume"), std::string::npos) << machine.screen;
}

TEST_F(StepsTest, OpenTheMenuIfShiftIsHeld)
{
    machine.put(0x417, std::uint8_t{2});
    EXPECT_THROW(static_cast<void>(boot()), std::logic_error); // the menu waits for a key
    put_file("/loader/loader.conf", "timeout menu-disabled\n");
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
}

TEST_F(StepsTest, LeaveAMarkThatOpensTheMenuAfterAReset)
{
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    steps::leave_mark();
    EXPECT_THROW(static_cast<void>(boot()), std::logic_error); // the menu waits for a key
    EXPECT_FALSE(reset_mark::take(bios::peek32(bios::ticks)));
}

TEST_F(StepsTest, StopWhereLowMemoryIsTaken)
{
    memory_bios.place_ebda(0x6000);
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    memory_bios.list.push_back({0x28000, 0x1000, 2});
    expect_failure_of_boot(Code::low_memory_small, {384, layout::low_memory_needed >> 10});
}

TEST_F(StepsTest, StopAtAnotherDiskOfTheSameNumber)
{
    machine.put(layout::stage1_base + 0x1B8, Le32{0x12345678});
    expect_failure_of_boot(Code::disk_changed, {0x80, signature, 0x12345678});
}

TEST_F(StepsTest, StopWhereMemoryIsShort)
{
    memory_bios.list = {{0, 0x9FC00, 1}, {1_MiB, 256_KiB, 1}};
    auto const result = boot();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::out_of_memory);
    EXPECT_EQ(result.error()->name, "the loader");
}

TEST_F(StepsTest, SayWhereTheMapCameFrom)
{
    memory_bios.list.clear();
    memory_bios.e801 = {0x3C00, 0x0100, 0, 0};
    EXPECT_THROW(static_cast<void>(boot()), FakeMachine::KernelEntered);
    EXPECT_NE(machine.screen.find("from INT 15h E801h"), std::string::npos) << machine.screen;
}

} // namespace
