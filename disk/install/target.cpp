// SPDX-License-Identifier: BSD-2-Clause
// Finds the gap behind an MBR, a BIOS boot partition, or a FAT volume's reserved sectors.
// Microsoft, "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB".
#include "disk/install/target.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/install/fat_on_disk.hpp"
#include "include/layout.hpp"
#include "stage2/checksums/crc32.hpp"

#include <algorithm>
#include <cstring>

namespace target {

namespace {

using survey::Kind;
using survey::Survey;

// The disk's signature; if it is 0, also the partition table.
Witness mbr_witness(Survey const& survey)
{
    auto const size = survey.disk_signature != 0 ? boot_code::identity_end : boot_code::table_end;
    return {boot_code::identity, static_cast<std::uint32_t>(size - boot_code::identity)};
}

Target in_mbr(Survey const& survey)
{
    auto end = survey.sectors;
    for (auto const& partition : survey.partitions)
        end = std::min(end, partition.first.value);
    Target target{.name = "the MBR",
                  .identity = survey.disk_signature,
                  .room = {{1},
                           end - 1,
                           "the gap between the MBR and the first partition",
                           "move the first partition to sector 2048, as tools do today; or --boot-record, if "
                           "mkfs.fat -R made room there"},
                  .witnesses = {mbr_witness(survey)}};
    return target;
}

Target in_gpt(Survey const& survey)
{
    constexpr std::uint32_t bios_boot = 0x21686148, guid_at = 56, guid_size = 16; // UEFI, "GPT Header": DiskGUID
    Target target{.name = "the protective MBR",
                  .identity = survey.disk_signature,
                  .room = {{0},
                           0,
                           "a BIOS boot partition (none is in the GPT)",
                           "make one of 128 KiB or more: sgdisk -a 1 -n 0:34:2047 -t 0:EF02 puts it in front of a "
                           "partition that starts at 2048"},
                  .witnesses = {{survey.sector_bytes + guid_at, guid_size}}};
    for (auto const& partition : survey.partitions) {
        if (partition.type_name == nullptr || partition.type != bios_boot)
            continue;
        target.partition = partition.number;
        target.room.first = partition.first;
        target.room.sectors = partition.sectors;
        target.room.name = "the BIOS boot partition (" + words::decimal(partition.number) + ')';
        break;
    }
    return target;
}

// The offset of BS_VolID. FAT12 and FAT16 have BS_DrvNum at the offset of FAT32's own fields.
std::size_t serial_offset(bool is_fat32)
{
    constexpr auto fat32 = offsetof(fat::BootSector, BS_VolID);
    constexpr auto from_drive = fat32 - offsetof(fat::BootSector, BS_DrvNum);
    return is_fat32 ? fat32 : offsetof(fat::BootSector, BPB_FATSz32) + from_drive;
}

// The volume's serial number, if it is set and differs from the disk's signature; otherwise a checksum.
std::uint32_t identity_of(fat::BootSector const& boot, bool is_fat32, std::uint32_t disk_signature)
{
    auto const bytes = std::as_bytes(std::span(&boot, 1));
    auto const offset = serial_offset(is_fat32);
    auto const mark = static_cast<std::uint8_t>(bytes[offset - 1]); // BS_BootSig
    std::uint32_t const number = *read_at<Le32>(bytes, offset);
    bool const is_set = (mark == 0x28 || mark == 0x29) && number != 0 && number != disk_signature;
    return is_set ? number : crc32::of(bytes.first(offsetof(fat::BootSector, BPB_FATSz32))) | 1;
}

// The reserved sectors available for stage 2, in the volume's sector size. FSInfo and the copy of the boot sector
// nearly always lie in front of them; if they do not, there is no room.
Room reserved_room(FatOnDisk const& volume, Partition const& partition, std::uint32_t ratio)
{
    auto const& boot = volume.boot();
    auto const reserved = std::uint32_t{boot.BPB_RsvdSecCnt};
    Room room{partition.first + layout::reserved_stage2 * ratio,
              (reserved > layout::reserved_stage2 ? reserved - layout::reserved_stage2 : 0) * ratio,
              "the volume's reserved sectors (" + words::decimal(reserved) + ", less the first 8)",
              "save the files and make the file system anew with more of them (mkfs.fat -R 256; that erases it)"};
    if (volume.geometry().type != fat::Type::fat32)
        return room;
    for (auto const& [name, sector] : {std::pair{"BPB_FSInfo", boot.BPB_FSInfo}, {"BPB_BkBootSec", boot.BPB_BkBootSec}})
        if (sector >= layout::reserved_stage2 && sector != 0xFFFF) {
            room.sectors = 0;
            room.name = "the volume's reserved sectors, where " + std::string(name) + " = " + words::decimal(sector);
        }
    return room;
}

// The LBA of FAT32's copy of the boot sector, which fsck.fat compares with the original.
std::optional<Lba> copy_of(FatOnDisk const& volume, Partition const& partition, std::uint32_t ratio)
{
    auto const sector = volume.boot().BPB_BkBootSec;
    if (volume.geometry().type != fat::Type::fat32 || sector == 0 || sector >= volume.boot().BPB_RsvdSecCnt)
        return std::nullopt;
    return partition.first + std::uint64_t{sector} * ratio;
}

Target in_boot_record(Survey const& survey, BlockDevice& disk, Partition const& partition)
{
    FatOnDisk const volume(survey, partition, disk);
    auto const& boot = volume.boot();
    bool const is_fat32 = volume.geometry().type == fat::Type::fat32;
    volume.check_sector_size();
    auto const ratio = boot.BPB_BytsPerSec / survey.sector_bytes;
    auto const begin = partition.first.value * survey.sector_bytes;
    auto const number = words::decimal(partition.number);
    auto const other_identity = partition.number == 0 ? 0 : survey.disk_signature; // a superfloppy has no other
    return {.name = partition.number == 0 ? "the volume's boot sector" : "the boot record of partition " + number,
            .record = partition.first,
            .is_boot_record = true,
            .copy = copy_of(volume, partition, ratio),
            .identity = identity_of(boot, is_fat32, other_identity),
            .partition = partition.number,
            .room = reserved_room(volume, partition, ratio),
            .witnesses = {{begin + serial_offset(is_fat32), sizeof boot.BS_VolID}}};
}

} // namespace

Target choose(Survey const& survey, BlockDevice& disk, std::optional<std::uint32_t> boot_record)
{
    if (boot_record || survey.kind == Kind::volume)
        return in_boot_record(survey, disk, survey::partition(survey, boot_record.value_or(0)));
    return survey.kind == Kind::gpt ? in_gpt(survey) : in_mbr(survey);
}

} // namespace target
