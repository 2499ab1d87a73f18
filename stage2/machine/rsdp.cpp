// SPDX-License-Identifier: BSD-2-Clause
// The RSDP: a signature at a multiple of 16 bytes, and bytes whose sum is 0 modulo 256. ACPI, "Finding the RSDP on
// IA-PC Systems" (5.2.5.1), "Root System Description Pointer (RSDP) Structure" (5.2.5.3).
#include "stage2/machine/rsdp.hpp"

#include "stage2/checksums/byte_sum.hpp"
#include "stage2/machine/anchor.hpp"

#include <cstddef>

namespace rsdp {

namespace {

constexpr std::uint64_t signature = 0x2052'5450'2044'5352; // "RSD PTR "
constexpr std::uint32_t line = 16;
constexpr std::uint32_t size_of_revision_0 = 20;
constexpr std::uint8_t first_extended_revision = 2;

struct Structure {
    Le64 Signature;
    std::uint8_t Checksum;
    char OEMID[6];
    std::uint8_t Revision;
    Le32 RsdtAddress;
    Le32 Length; // this and the following members: from revision 2 on
    Le64 XsdtAddress;
    std::uint8_t ExtendedChecksum;
    std::uint8_t Reserved[3];
};
static_assert(sizeof(Structure) == 36 && offsetof(Structure, Length) == size_of_revision_0);

bool is_sound(Bytes bytes)
{
    if (!adds_up(bytes, size_of_revision_0))
        return false;
    auto const& structure = overlay<Structure>(bytes.data()); // only revision 0's members are checked so far
    if (structure.Revision < first_extended_revision)
        return true;
    return bytes.size() >= sizeof(Structure) && structure.Length >= sizeof(Structure) &&
           adds_up(bytes, structure.Length);
}

} // namespace

std::optional<Found> find(Bytes area)
{
    constexpr auto first_half = static_cast<std::uint32_t>(signature);
    for (std::uint32_t offset = 0; (offset = anchor::next(area, offset, first_half)) + sizeof first_half <= area.size();
         offset += line) {
        auto const& structure = overlay<Structure>(area.data() + offset);
        if (is_sound(area.subspan(offset)) && structure.Signature == signature)
            return Found{offset, structure.Revision};
    }
    return std::nullopt;
}

} // namespace rsdp
