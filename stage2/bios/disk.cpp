// Reading a BIOS drive: one ladder of retries, from 127 sectors in one call down to one sector by CHS.
#include "stage2/bios/disk.hpp"

#include "stage2/bios/a20.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/disk_status.hpp"
#include "stage2/bulk.hpp"

#include <algorithm>

namespace bios {

namespace {

constexpr int tries_per_sector = 4;

// EDD 3.0, "Disk Address Packet". Made anew for each call: a BIOS may change any of it.
struct DiskAddressPacket {
    std::uint8_t size = 16;
    std::uint8_t reserved = 0;
    Le16 count;
    Le16 buffer_offset;
    Le16 buffer_segment;
    Le64 first;
};
static_assert(sizeof(DiskAddressPacket) == 16);

} // namespace

// Some BIOSes report success and have moved less than was asked for, or nothing. So the end of the place where a read
// goes is marked; no mark is used twice, so data that happen to look like one pass at the next try.
class Disk::Mark {
public:
    Mark(std::uint32_t count, std::uint32_t number)
        : place_{data().data() + count * sector_size - sizeof mark_}, mark_{0x464A0000 + number}
    {
        __builtin_memcpy(place_, &mark_, sizeof mark_);
    }

    bool untouched() const { return __builtin_memcmp(place_, &mark_, sizeof mark_) == 0; }

private:
    std::byte* place_;
    std::uint32_t mark_;
};

Result<void> Disk::read(std::uint64_t offset, MutableBytes destination)
{
    while (!destination.empty()) {
        auto const skip = static_cast<std::uint32_t>(offset % sector_size);
        auto const wanted = std::min<std::uint64_t>(skip + destination.size(), longest_ * sector_size);
        auto const count = static_cast<std::uint32_t>(round_up(wanted, sector_size) / sector_size);
        auto const got = TRY(read_sectors({offset / sector_size}, count));

        TRY(a20::keep_open());                              // some BIOSes close it in INT 13h
        auto const size = std::min<std::size_t>(got * sector_size - skip, destination.size());
        bulk::copy(destination.first(size), data().subspan(skip));
        destination = destination.subspan(size);
        offset += size;
    }
    return {};
}

// Brings at least one and at most `count` sectors into the transfer buffer. Out: how many.
Result<std::uint32_t> Disk::read_sectors(Lba first, std::uint32_t count)
{
    int tries = 0;
    for (auto attempt = count; extended_;) {
        if (read_extended(first, attempt)) {
            // Failing once on a long read may be one bad sector in it. Twice is the BIOS.
            if (attempt < count && ++shortened_ >= 2)
                longest_ = attempt;
            return attempt;
        }
        reset();
        if (++tries == 1)
            continue;                                       // once more as it was: the drive may have been asleep
        if (attempt == 1 && tries >= tries_per_sector)
            break;
        attempt = std::max(attempt / 2, 1u);
    }
    for (tries = 0; tries < tries_per_sector; ++tries) {
        auto attempt = tries == 0 ? count : 1;
        if (read_by_cylinder(first, attempt)) {
            extended_ = false;                              // for good: the other way has just failed
            return attempt;
        }
        if (attempt == 0 && !extended_)
            return fail(errors::Code::disk_beyond_chs, {drive_, first.value, chs_sectors()});
        if (attempt == 0)
            break;                                          // CHS cannot reach so far
        reset();
    }
    // It was the disk. What long reads around here have taught about the BIOS was no truth.
    longest_ = longest_read;
    shortened_ = 0;
    return fail(errors::Code::disk_read_failed, {drive_, first.value, status_}, disk_status_words(status_));
}

// INT 13h AH=42h: extended read.
bool Disk::read_extended(Lba first, std::uint32_t count)
{
    DiskAddressPacket const packet{.count = static_cast<std::uint16_t>(count),
                                   .buffer_offset = data_address.offset,
                                   .buffer_segment = data_address.segment,
                                   .first = first.value};
    __builtin_memcpy(parameters().data(), &packet, sizeof packet);
    Mark const mark{count, ++calls_};
    auto const reply = call(0x13, {.eax = 0x4200, .edx = drive_, .esi = parameters_address.offset,
                                   .ds = parameters_address.segment});
    return succeeded(reply, mark, count);
}

// INT 13h AH=02h: read sectors. One call reads to the end of the track at most; `count` is set to what was asked for,
// or to 0 when the sector lies beyond the 1024 cylinders of this interface.
bool Disk::read_by_cylinder(Lba first, std::uint32_t& count)
{
    if (first.value >= chs_sectors()) {
        count = 0;
        return false;
    }
    auto const [sectors_per_track, heads] = geometry();
    auto const lba = static_cast<std::uint32_t>(first.value);
    auto const sector = lba % sectors_per_track;
    auto const head = lba / sectors_per_track % heads;
    auto const cylinder = lba / sectors_per_track / heads;
    count = std::min(count, sectors_per_track - sector);

    Mark const mark{count, ++calls_};
    auto const reply = call(0x13, {.eax = 0x0200 | count,
                                   .ebx = data_address.offset,
                                   .ecx = (cylinder & 0xFF) << 8 | (cylinder >> 8) << 6 | (sector + 1),
                                   .edx = head << 8 | drive_,
                                   .es = data_address.segment});
    return succeeded(reply, mark, count);
}

bool Disk::succeeded(Registers const& reply, Mark const& mark, std::uint32_t count)
{
    constexpr std::uint8_t corrected = 0x11;                // the data are good, ECC has mended them
    if (reply.carry() && reply.ah() != corrected) {
        status_ = reply.ah();
        return false;
    }
    if (mark.untouched()) {
        status_ = 0;                                        // "no status given"
        return false;
    }
    sectors_read_ += count;
    if (on_progress)
        on_progress(sectors_read_);
    return true;
}

// INT 13h AH=00h. Whether it succeeds says little on real machines; the next read tells.
void Disk::reset()
{
    call(0x13, {.edx = drive_});
}

// INT 13h AH=08h: drive parameters. ES:DI = 0 guards against BIOS faults.
Disk::Geometry Disk::geometry()
{
    if (geometry_)
        return *geometry_;
    auto const reply = call(0x13, {.eax = 0x0800, .edx = drive_});
    std::uint32_t const sectors_per_track = reply.cl() & 63;
    std::uint32_t const heads = reply.dh() + 1u;
    if (reply.carry() || sectors_per_track == 0)
        geometry_ = {.sectors_per_track = 63, .heads = 255};        // what the partition table is made for
    else
        geometry_ = {.sectors_per_track = sectors_per_track, .heads = heads};
    return *geometry_;
}

// How many sectors the 1024 cylinders of AH=02h hold.
std::uint32_t Disk::chs_sectors()
{
    auto const [sectors_per_track, heads] = geometry();
    return 1024 * heads * sectors_per_track;
}

} // namespace bios
