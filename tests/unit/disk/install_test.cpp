// SPDX-License-Identifier: BSD-2-Clause
// Tests properties of the installer that no real disk shows: the order of its writes, media that lose data, hostile
// backup files.
#include "disk/host/refusal.hpp"
#include "disk/install/backup.hpp"
#include "disk/install/plan.hpp"
#include "stage2/checksums/crc32.hpp"
#include "tests/unit/shell.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace {

using Content = std::vector<std::byte>;

// Writes down what is asked of it; `forgets` makes it a medium that takes what it is given and does not keep it.
class RecordingDisk final : public WritableDisk {
public:
    explicit RecordingDisk(std::size_t size) : content(size) {}

    Result<void> read(std::uint64_t offset, MutableBytes destination) override
    {
        if (offset + destination.size() > content.size())
            return fail(errors::Code::disk_read_failed);
        std::memcpy(destination.data(), &content[static_cast<std::size_t>(offset)], destination.size());
        return {};
    }
    void write(std::uint64_t offset, Bytes bytes) override
    {
        log += 'w' + std::to_string(offset) + ' ';
        if (offset != forgets)
            std::memcpy(&content[static_cast<std::size_t>(offset)], bytes.data(), bytes.size());
    }
    void sync() override { log += "sync "; }
    void forget() override { log += "forget "; }
    std::uint64_t sector_count() override { return content.size() / 512; }

    Content content;
    std::uint64_t forgets = ~std::uint64_t{0};
    std::string log;
};

Content filled(std::size_t size, int value)
{
    return Content(size, static_cast<std::byte>(value));
}

plan::Plan two_steps()
{
    return {.steps = {{"stage 2", {{4096, filled(1024, 2)}}}, {"stage 1", {{0, filled(3, 1)}, {90, filled(420, 1)}}}}};
}

backup::Backup backup_of(RecordingDisk& disk)
{
    target::Target target;
    target.witnesses = {{3, 87}};
    return backup::make(two_steps(), target, disk);
}

// As an attacker would: the checksum is right.
Content with_checksum(Content file)
{
    constexpr std::size_t checksum_at = 32;
    std::memset(&file[checksum_at], 0, 4);
    Le32 const checksum = crc32::of(file);
    std::memcpy(&file[checksum_at], &checksum, sizeof checksum);
    return file;
}

} // namespace

TEST(InstallPlan, EachStepIsOnTheMediumBeforeTheNextBegins)
{
    RecordingDisk disk(8192);
    plan::carry_out(two_steps(), disk);
    EXPECT_EQ(disk.log, "w4096 sync w0 w90 sync forget ");
    EXPECT_EQ(disk.content[4096 + 1023], std::byte{2});
    EXPECT_EQ(disk.content[90 + 419], std::byte{1});
    EXPECT_EQ(disk.content[3], std::byte{0});
}

TEST(InstallPlan, MediumThatForgetsIsFoundOut)
{
    for (std::uint64_t const place : {0, 90, 4096}) {
        RecordingDisk disk(8192);
        disk.forgets = place;
        EXPECT_THROW(plan::carry_out(two_steps(), disk), Refusal) << place;
    }
}

TEST(InstallPlan, PreviewShowsTheDiskAsItWillBe)
{
    RecordingDisk disk(8192), changed(8192);
    auto const plan = two_steps();
    plan::carry_out(plan, changed);
    plan::Preview preview(disk, plan);
    for (std::size_t size : {1, 100, 513, 4096, 8192})
        for (std::size_t offset = 0; offset + size <= disk.content.size(); offset += 89) {
            Content seen(size);
            ASSERT_TRUE(preview.read(offset, seen));
            ASSERT_EQ(std::memcmp(seen.data(), &changed.content[offset], size), 0) << offset << ' ' << size;
        }
    Content too_much(2);
    EXPECT_FALSE(preview.read(8191, too_much));
}

TEST(InstallBackup, ComesBackFromItsFile)
{
    RecordingDisk disk(8192);
    auto const before = disk.content = filled(8192, 0x5A);
    auto const file = backup::to_file(backup_of(disk));
    plan::carry_out(two_steps(), disk);
    disk.log.clear();
    plan::carry_out(backup::undo(backup::from_file(file, "file"), disk), disk);
    EXPECT_EQ(disk.log, "w90 w0 sync w4096 sync forget "); // stage 1 first: then nothing looks for stage 2
    EXPECT_EQ(disk.content, before);
    EXPECT_TRUE(backup::undo(backup::from_file(file, "file"), disk).steps.empty());
}

TEST(InstallBackup, CutOrChangedFilesAreRefused)
{
    RecordingDisk disk(8192);
    auto const file = backup::to_file(backup_of(disk));
    for (std::size_t size = 0; size < file.size(); ++size)
        EXPECT_THROW(backup::from_file(Bytes(file).first(size), "file"), Refusal) << size;
    for (std::size_t at = 0; at < file.size(); ++at) {
        auto changed = file;
        changed[at] ^= std::byte{1};
        EXPECT_THROW(backup::from_file(changed, "file"), Refusal) << at;
    }
}

// Files with right checksums and wrong contents: refused, or ranges that lie on the disk.
TEST(InstallBackup, HostileFilesStayOnTheDisk)
{
    RecordingDisk disk(8192);
    auto const file = backup::to_file(backup_of(disk));
    std::mt19937 random(1);
    int accepted = 0, refused = 0;
    for (int round = 0; round < 5000; ++round) {
        auto changed = file;
        for (int i = 0; i < 2; ++i)
            changed[16 + random() % (round % 2 == 0 ? 60 : changed.size() - 16)] = static_cast<std::byte>(random());
        try {
            auto const backup = backup::from_file(with_checksum(changed), "file");
            ++accepted;
            for (auto const& change : backup.changes) {
                EXPECT_EQ(change.before.size(), change.after.size());
                EXPECT_LE(change.offset, backup.disk_bytes);
                EXPECT_LE(change.before.size(), backup.disk_bytes - change.offset);
            }
            plan::carry_out(backup::undo(backup, disk), disk);
        } catch (Refusal const&) {
            ++refused;
        }
    }
    EXPECT_GT(accepted, 100);
    EXPECT_GT(refused, 100);
}
