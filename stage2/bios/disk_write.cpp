// SPDX-License-Identifier: BSD-2-Clause
// INT 13h AH=42h and AH=43h, one call each.
// T13, "BIOS Enhanced Disk Drive Services" 3.0, "Extended Read" and "Extended Write".
#include "stage2/bios/disk_write.hpp"

#include "stage2/bios/a20.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/disk_packet.hpp"

namespace bios {

Result<TransferAnswer> transfer(Transfer direction, std::uint8_t drive, Lba first, std::uint32_t count,
                                std::uint32_t buffer_offset)
{
    constexpr std::uint8_t corrected = 0x11; // the data are good: ECC has corrected them
    DiskAddressPacket const packet{.count = static_cast<std::uint16_t>(count),
                                   .buffer_offset = static_cast<std::uint16_t>(data_address.offset + buffer_offset),
                                   .buffer_segment = data_address.segment,
                                   .first = first.value};
    __builtin_memcpy(parameters().data(), &packet, sizeof packet);
    auto const reply = call(0x13, {.eax = static_cast<std::uint32_t>(direction) << 8,
                                   .edx = drive,
                                   .esi = parameters_address.offset,
                                   .ds = parameters_address.segment});
    TRY(a20::keep_open());
    bool const corrected_read = direction == Transfer::read && reply.ah() == corrected;
    return TransferAnswer{!reply.carry() || corrected_read, reply.ah()};
}

} // namespace bios
