// SPDX-License-Identifier: BSD-2-Clause
// Entry points of the SMBIOS tables: an anchor at a multiple of 16 bytes, and bytes whose sum is 0 modulo 256. DMTF
// DSP0134, "SMBIOS 2.1 (32-bit) Entry Point" (5.2.1), "SMBIOS 3.0 (64-bit) Entry Point" (5.2.2).
#include "stage2/machine/smbios.hpp"

#include "stage2/checksums/byte_sum.hpp"
#include "stage2/machine/anchor.hpp"

#include <cstddef>

namespace smbios {

namespace {

struct EntryPoint32 {
    Le32 AnchorString;
    std::uint8_t Checksum;
    std::uint8_t Length;
    std::uint8_t MajorVersion;
    std::uint8_t MinorVersion;
    Le16 MaximumStructureSize;
    std::uint8_t EntryPointRevision;
    std::uint8_t FormattedArea[5];
    std::array<char, 5> IntermediateAnchorString; // from here on: the entry point of DMI 2.0
    std::uint8_t IntermediateChecksum;
    Le16 StructureTableLength;
    Le32 StructureTableAddress;
    Le16 NumberOfStructures;
    std::uint8_t BCDRevision;
};
static_assert(sizeof(EntryPoint32) == 0x1F && offsetof(EntryPoint32, IntermediateAnchorString) == 0x10);

struct EntryPoint64 {
    Le32 AnchorString;
    char AnchorStringEnd;
    std::uint8_t Checksum;
    std::uint8_t Length;
    std::uint8_t MajorVersion;
    std::uint8_t MinorVersion;
    std::uint8_t Docrev;
    std::uint8_t EntryPointRevision;
    std::uint8_t Reserved;
    Le32 StructureTableMaximumSize;
    Le64 StructureTableAddress;
};
static_assert(sizeof(EntryPoint64) == 0x18 && offsetof(EntryPoint64, StructureTableAddress) == 0x10);

constexpr std::uint32_t anchor_32 = 0x5F4D'535F; // "_SM_"
constexpr std::uint32_t anchor_64 = 0x334D'535F; // "_SM3"
constexpr std::array<char, 5> intermediate_anchor{'_', 'D', 'M', 'I', '_'};
constexpr std::uint8_t length_of_2_1 = 0x1E; // an error in SMBIOS 2.1 itself, which some firmware still repeats

bool is_sound_32(Bytes bytes)
{
    if (bytes.size() < sizeof(EntryPoint32))
        return false;
    auto const& entry = overlay<EntryPoint32>(bytes.data());
    auto const intermediate = bytes.subspan(offsetof(EntryPoint32, IntermediateAnchorString));
    return entry.Length >= length_of_2_1 && adds_up(bytes, entry.Length) &&
           entry.IntermediateAnchorString == intermediate_anchor &&
           adds_up(intermediate, sizeof(EntryPoint32) - offsetof(EntryPoint32, IntermediateAnchorString));
}

bool is_sound_64(Bytes bytes)
{
    if (bytes.size() < sizeof(EntryPoint64))
        return false;
    auto const& entry = overlay<EntryPoint64>(bytes.data());
    return entry.AnchorStringEnd == '_' && entry.Length >= sizeof(EntryPoint64) && adds_up(bytes, entry.Length);
}

std::optional<std::uint32_t> find(Bytes area, std::uint32_t string, bool (*is_sound)(Bytes))
{
    constexpr std::uint32_t line = 16;
    for (std::uint32_t offset = 0; (offset = anchor::next(area, offset, string)) + sizeof string <= area.size();
         offset += line)
        if (is_sound(area.subspan(offset)))
            return offset;
    return std::nullopt;
}

} // namespace

std::optional<std::uint32_t> find_32_bit(Bytes area)
{
    return find(area, anchor_32, is_sound_32);
}

std::optional<std::uint32_t> find_64_bit(Bytes area)
{
    return find(area, anchor_64, is_sound_64);
}

} // namespace smbios
