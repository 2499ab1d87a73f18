// SPDX-License-Identifier: BSD-2-Clause
// Reads a BIOS drive. Repeats a failed read with ever fewer sectors, and finally by CHS. Resets the drive after each
// failure.
//
// A read fails for good if its first sector stays unreadable. On a hard disk, read_sectors() then has made these calls:
//
//   request of 1 sector       8 calls: 4 of AH=42h, 4 of AH=02h
//   request of 127 sectors    12 calls: 8 of AH=42h, of 127, 127, 63, 31, 15, 7, 3 and 1 sectors; 4 of AH=02h, the
//                             first one to the end of the track, the others of one sector
//
// AH=02h is not called for a sector beyond its 1024 cylinders. It alone is called for a floppy, and for a drive on
// which it has worked and AH=42h never has.
//
// Callers repeat on top of this: stage2/storage/disk_cache.cpp with a shorter read, and stage2/volumes/fat/chain.cpp in
// the next copy of the FAT. Stage 1 has code of its own; its limit is TRIES in stage1/mbr.asm.
#include "stage2/bios/disk.hpp"

#include "stage2/bios/a20.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/disk_packet.hpp"
#include "stage2/bios/disk_status.hpp"
#include "stage2/memory/bulk.hpp"

#include <algorithm>

namespace bios {

namespace {

constexpr int tries_per_sector = 4;

} // namespace

Result<void> Disk::read(std::uint64_t offset, MutableBytes destination)
{
    while (!destination.empty()) {
        auto const got = TRY(fetch(offset, destination.size()));
        bulk::copy(destination.first(got.size()), got);
        destination = destination.subspan(got.size());
        offset += got.size();
    }
    return {};
}

// The caller may skip a bad sector behind the bytes that it gets, so that a short read shows no limit of the BIOS.
Result<Bytes> Disk::lend(std::uint64_t offset, MutableBytes room)
{
    auto const lent = fetch(offset, room.size());
    shortened_ = 0;
    return lent;
}

// Returns the first of `size` bytes from `offset` on, in the transfer buffer: as many as one call brings.
Result<Bytes> Disk::fetch(std::uint64_t offset, std::size_t size)
{
    auto const skip_of = [&] { return static_cast<std::uint32_t>(offset) & (bytes_per_sector() - 1); };
    for (;;) {
        auto const most = static_cast<std::uint32_t>(std::min<std::size_t>(size, data_size));
        auto const count = std::min(round_up(skip_of() + most, bytes_per_sector()) >> sector_shift_, longest_);
        Lba const first{measured_ ? offset >> sector_shift_ : 0};
        auto const sectors = TRY(read_sectors(first, count));
        // (In one expression with the call, which measures it, g++ 12 would read sector_shift_ first.)
        auto const got = sectors << sector_shift_;

        TRY(a20::keep_open()); // some BIOSes close the gate in INT 13h
        if (first.value != offset >> sector_shift_)
            continue; // this was sector 0, read for its size
        auto const skip = skip_of();
        return Bytes{data().data() + skip, std::min<std::size_t>(got - skip, size)};
    }
}

// Reads 1 to `count` sectors into the transfer buffer. Returns the number read.
Result<std::uint32_t> Disk::read_sectors(Lba first, std::uint32_t count)
{
    int tries = 0;
    for (auto attempt = count; extended_;) {
        if (read_extended(first, attempt)) {
            extended_proven_ = true;
            // One failed long read may be due to a bad sector. Two are a limit of the BIOS.
            if (attempt < count && ++shortened_ >= 2)
                longest_ = attempt;
            return attempt;
        }
        reset();
        if (++tries == 1)
            continue; // repeat it unchanged: the drive may have been in standby
        if (attempt == 1 && tries >= tries_per_sector)
            break;
        attempt = std::max(attempt / 2, 1u);
    }
    auto const extended_status = status_;
    for (tries = 0; tries < tries_per_sector; ++tries) {
        auto attempt = tries == 0 ? count : 1;
        if (read_by_cylinder(first, attempt)) {
            needed_cylinders_ = true;
            extended_ = extended_proven_; // if AH=42h never worked, do not try it again
            return attempt;
        }
        if (attempt == 0 && !extended_)
            return fail(errors::Code::disk_beyond_chs, {drive_, first.value, chs_reach()});
        if (attempt == 0)
            break; // the sector is beyond the reach of CHS
        reset();
    }
    if (extended_proven_)
        status_ = extended_status; // report AH=42h's status: CHS may fail for another reason, such as its reach
    // LBA and CHS both failed, so the medium is bad. Forget the read limit inferred from these failures.
    longest_ = longest_read();
    shortened_ = 0;
    return fail(errors::Code::disk_read_failed, {drive_, first.value, status_}, disk_status_words(status_));
}

// Calls INT 13h with a parameter block at DS:SI.
Registers Disk::call_with(std::uint16_t function, void const* block, std::size_t size)
{
    __builtin_memcpy(parameters().data(), block, size);
    return call(0x13,
                {.eax = function, .edx = drive_, .esi = parameters_address.offset, .ds = parameters_address.segment});
}

// INT 13h AH=42h: extended read.
bool Disk::read_extended(Lba first, std::uint32_t count)
{
    DiskAddressPacket const packet{.count = static_cast<std::uint16_t>(count),
                                   .buffer_offset = data_address.offset,
                                   .buffer_segment = data_address.segment,
                                   .first = first.value};
    mark_buffer(count);
    auto const reply = call_with(0x4200, &packet, sizeof packet);
    return succeeded(reply, count);
}

// INT 13h AH=02h: read sectors. One call reads at most to the end of the track; `count` is set to the number of sectors
// requested, or to 0 if the sector is beyond the 1024 cylinders of this interface.
bool Disk::read_by_cylinder(Lba first, std::uint32_t& count)
{
    if (first.value >= chs_reach()) {
        count = 0;
        return false;
    }
    auto const& [sectors_per_track, heads] = geometry();
    auto const lba = static_cast<std::uint32_t>(first.value);
    auto const sector = lba % sectors_per_track;
    auto const head = lba / sectors_per_track % heads;
    auto const cylinder = lba / sectors_per_track / heads;
    count = std::min(count, sectors_per_track - sector);

    mark_buffer(count);
    auto const reply = call(0x13, {.eax = 0x0200 | count,
                                   .ebx = data_address.offset,
                                   .ecx = (cylinder & 0xFF) << 8 | (cylinder >> 8) << 6 | (sector + 1),
                                   .edx = head << 8 | drive_,
                                   .es = data_address.segment});
    return succeeded(reply, count);
}

bool Disk::succeeded(Registers const& reply, std::uint32_t count)
{
    constexpr std::uint8_t corrected = 0x11; // the data are good: ECC has corrected them
    if (reply.carry() && reply.ah() != corrected) {
        status_ = reply.ah();
        return false;
    }
    if (is_marked(count << sector_shift_)) {
        status_ = 0; // "no status given"
        has_lied_ = true;
        return false;
    }
    if (!measured_)
        measure_sector();
    bytes_read_ += count << sector_shift_;
    if (on_progress)
        on_progress(bytes_read_);
    return true;
}

// INT 13h AH=00h. The result is ignored: on real machines it is unreliable, and the next read shows the effect.
void Disk::reset()
{
    call(0x13, {.edx = drive_});
}

} // namespace bios
