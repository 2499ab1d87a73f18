// SPDX-License-Identifier: BSD-2-Clause
// Recognizes and corrects BIOS parameter blocks.
#include "stage2/protocols/chain/parameter_block.hpp"

#include "include/units.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace chain {

namespace {

constexpr std::size_t fat_end = 0x3E, ntfs_end = 0x54, fat32_end = sizeof(fat::BootSector); // the code begins there
constexpr std::size_t fat_drive = 0x24, fat_signature = 0x26;                               // NTFS has this drive, too
constexpr std::uint8_t with_serial_number = 0x28, with_label = 0x29;                        // extended boot signatures

static_assert(offsetof(fat::BootSector, BPB_HiddSec) == 0x1C && offsetof(fat::BootSector, BPB_SecPerTrk) == 0x18);
static_assert(offsetof(fat::BootSector, BS_DrvNum) == 0x40 && offsetof(fat::BootSector, BS_BootSig) == 0x42);

// The offset in the sector to which the jump at its start leads.
std::optional<std::size_t> jump_target(Bytes sector)
{
    constexpr std::byte short_jump{0xEB}, near_jump{0xE9};
    if (sector[0] == short_jump)
        return 2 + std::to_integer<std::size_t>(sector[1]);
    if (sector[0] == near_jump)
        return 3 + std::size_t{overlay<Le16>(&sector[1])};
    return std::nullopt;
}

bool is_extended_signature(std::uint8_t byte)
{
    return byte == with_serial_number || byte == with_label;
}

bool has_common_fields(fat::BootSector const& boot)
{
    return is_sector_size(boot.BPB_BytsPerSec) && (boot.BPB_Media == 0xF0 || boot.BPB_Media >= 0xF8);
}

bool has_fat_fields(fat::BootSector const& boot)
{
    auto const cluster = boot.BPB_SecPerClus;
    bool const is_power_of_two = cluster != 0 && (cluster & (cluster - 1)) == 0;
    return is_power_of_two && boot.BPB_RsvdSecCnt != 0 && boot.BPB_NumFATs - 1u < 2;
}

} // namespace

ParameterBlock parameter_block_of(Bytes sector)
{
    auto const& boot = overlay<fat::BootSector>(sector.data());
    auto const target = jump_target(sector).value_or(0);
    auto const leads_behind = [&](std::size_t end) { return target >= end && target < sector_size - 2; };
    std::string_view const oem_name{reinterpret_cast<char const*>(boot.BS_OEMName), sizeof boot.BS_OEMName};
    if (!has_common_fields(boot))
        return ParameterBlock::none;
    if (oem_name == "NTFS    " && leads_behind(ntfs_end))
        return ParameterBlock::ntfs;
    if (!has_fat_fields(boot))
        return ParameterBlock::none;
    if (boot.BPB_FATSz16 == 0)
        return boot.BPB_FATSz32 != 0 && is_extended_signature(boot.BS_BootSig) && leads_behind(fat32_end)
                   ? ParameterBlock::fat32
                   : ParameterBlock::none;
    return is_extended_signature(std::to_integer<std::uint8_t>(sector[fat_signature])) && leads_behind(fat_end)
               ? ParameterBlock::fat
               : ParameterBlock::none;
}

void correct(MutableBytes sector, ParameterBlock kind, VolumePlace const& place)
{
    auto& boot = *reinterpret_cast<fat::BootSector*>(sector.data());
    boot.BPB_HiddSec = place.first;
    if (place.geometry.sectors_per_track != 0) {
        boot.BPB_SecPerTrk = place.geometry.sectors_per_track;
        boot.BPB_NumHeads = place.geometry.heads;
    }
    if (kind == ParameterBlock::fat32)
        boot.BS_DrvNum = place.drive;
    else
        sector[fat_drive] = std::byte{place.drive};
}

} // namespace chain
