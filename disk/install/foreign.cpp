// SPDX-License-Identifier: BSD-2-Clause
// Signatures of the other users of the gap behind the MBR, of BIOS boot partitions and of reserved sectors, from their
// own sources or documents: GRUB, diskboot.S; LVM2, "label"; md(4); ECMA-119, 8.1; Windows, LILO and VeraCrypt, their sectors.
#include "disk/install/foreign.hpp"

#include "disk/host/words.hpp"
#include "disk/install/boot_code.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace foreign {

namespace {

using namespace std::string_view_literals;

struct Mark {
    std::string_view bytes;
    std::string_view name;
};
constexpr Mark marks[]{
    {"loading\0.\0\r\n\0Geom\0Read\0 Error\0"sv, "GRUB's core.img"},
    {"LABELONE"sv, "an LVM physical volume"},
    {"\xFC\x4E\x2B\xA9\1\0\0\0"sv, "a Linux RAID member"},
    {"\1CD001\1"sv, "the file system of a CD image (ISO 9660)"},
    {"VeraCrypt"sv, "VeraCrypt's loader"},
    {"TrueCrypt"sv, "TrueCrypt's loader"},
    {"LILO"sv, "LILO"},
    {"BOOTMGR"sv, "Windows's boot code"},
    {"NTLDR"sv, "Windows's boot code"},
};

bool is_zero(std::byte byte)
{
    return byte == std::byte{};
}

// True if all bytes are zero, except perhaps the 55AAh that FAT32 requires at the end of some reserved sectors.
bool is_empty(Bytes sector)
{
    auto const end = *read_at<Le16>(sector, sector_size - 2);
    return std::ranges::all_of(sector.first(sector_size - 2), is_zero) && (end == 0 || end == 0xAA55);
}

} // namespace

std::optional<std::string> owner(BlockDevice& disk, std::uint64_t offset, Bytes stage2)
{
    std::vector<std::byte> bytes(stage2.size());
    if (!disk.read(offset, bytes))
        return "what cannot be read";
    if (boot_code::starts_stage2(bytes))
        return std::nullopt;
    std::size_t used = 0, first = 0;
    for (auto at = bytes.size(); at >= sector_size; at -= sector_size) {
        auto const sector = Bytes(bytes).subspan(at - sector_size, sector_size);
        if (is_empty(sector) || std::ranges::equal(sector, stage2.subspan(at - sector_size, sector_size)))
            continue;
        ++used;
        first = at - sector_size;
    }
    if (used == 0)
        return std::nullopt;
    auto const is_letter = [](std::byte byte, char letter) { return static_cast<char>(byte) == letter; };
    for (auto const& mark : marks)
        if (!std::ranges::search(bytes, mark.bytes, is_letter).empty())
            return std::string(mark.name);
    return "data that nobody here knows (" + words::decimal(used) + " of " +
           words::decimal(bytes.size() / sector_size) + " times 512 bytes are not empty, the first from byte " +
           words::decimal(offset + first) + " on)";
}

} // namespace foreign
