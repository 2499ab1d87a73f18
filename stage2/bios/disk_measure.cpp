// SPDX-License-Identifier: BSD-2-Clause
// Properties of a BIOS drive: sector size, number of sectors, CHS geometry.
// T13, "BIOS Enhanced Disk Drive Services" 3.0, "Get Drive Parameters"; Ralf Brown, INT 13h AH=08h.
#include "stage2/bios/disk.hpp"

#include "include/layout.hpp"
#include "stage2/bios/a20.hpp"
#include "stage2/bios/call.hpp"

#include <bit>

namespace bios {

namespace {

// The result of AH=48h, up to the end of the fields of EDD 1.1.
struct DriveParameters {
    Le16 size = 0x1A;
    Le16 flags;
    Le32 cylinders;
    Le32 heads;
    Le32 sectors_per_track;
    Le64 sectors;
    Le16 bytes_per_sector;
};
static_assert(sizeof(DriveParameters) == 0x1A && offsetof(DriveParameters, sectors) == 0x10);

constexpr std::uint32_t block = 512;       // the smallest sector
constexpr std::uint32_t blocks_marked = 9; // one more than the largest sector has

} // namespace

// Some BIOSes report success although they transferred too little or nothing. So the last bytes of the read's
// destination are marked before the call. No mark is used twice, so data that happen to equal a mark pass at the next
// try. Until the sector size is known, the destination is as large as the largest sector and each of its blocks is
// marked.
void Disk::mark_buffer(std::uint32_t count)
{
    ++calls_;
    auto const mark = this->mark();
    for (std::uint32_t i = 0; i < (measured_ ? 1 : blocks_marked); ++i)
        __builtin_memcpy(data().data() + (count << sector_shift_) + i * block - sizeof mark, &mark, sizeof mark);
}

// Whether mark_buffer()'s mark is still in the last bytes before `end` in the buffer.
bool Disk::is_marked(std::uint32_t end) const
{
    auto const mark = this->mark();
    return __builtin_memcmp(data().data() + end - sizeof mark, &mark, sizeof mark) == 0;
}

// Called after the first read of one sector. AH=48h reports the sector size, but some BIOSes report it wrongly and some
// hang. The overwritten marks are reliable: those of the first 1, 2, 4 or 8 blocks. Any other number counts as 1.
void Disk::measure_sector()
{
    std::uint32_t blocks = 1;
    while (blocks < blocks_marked && !is_marked((blocks + 1) * block))
        ++blocks;
    if ((blocks & (blocks - 1)) == 0)
        sector_shift_ = static_cast<std::uint8_t>(sector_shift_ + std::countr_zero(blocks));
    measured_ = true;
    longest_ = longest_read();
}

// INT 13h AH=48h: get drive parameters. Some BIOSes refuse a buffer that is not zeroed or has an unknown size, and some
// write beyond that size. AH=08h of drives without extensions gives only a lower bound, so it is not used.
std::uint64_t Disk::sector_count()
{
    if (!extended_)
        return 0;
    static_assert(parameters_size >= 256, "room for a BIOS that writes on");
    DriveParameters const empty{};
    auto const reply = call_with(0x4800, &empty, sizeof empty);
    std::uint64_t const sectors = *read_at<Le64>(parameters(), offsetof(DriveParameters, sectors));
    bool const plausible = sectors >> 48 == 0; // no disk interface has longer LBAs
    return !reply.carry() && plausible && a20::keep_open() ? sectors : 0;
}

// INT 13h AH=08h: get drive parameters. ES:DI = 0 works around BIOS bugs.
Disk::Geometry const& Disk::geometry()
{
    if (geometry_.heads != 0)
        return geometry_;
    auto const reply = call(0x13, {.eax = 0x0800, .edx = drive_});
    geometry_ = {.sectors_per_track = reply.cl() & 63u, .heads = reply.dh() + 1u};
    if (reply.carry() || geometry_.sectors_per_track == 0)
        geometry_ = geometry_without_answer();
    return geometry_;
}

// BPB_SecPerTrk and BPB_NumHeads of the boot sector, written by the formatter for this BIOS or by the BIOS itself.
Disk::Geometry Disk::geometry_without_answer() const
{
    std::uint32_t const sectors_per_track = peek16(layout::stage1_base + 0x18);
    std::uint32_t const heads = peek16(layout::stage1_base + 0x1A);
    if (sectors_per_track - 1 < 63 && heads - 1 < 256)
        return {sectors_per_track, heads};
    return is_floppy() ? Geometry{18, 2}    // 1.44 MB, the last format in common use
                       : Geometry{63, 255}; // the usual geometry of partition tables
}

// The number of sectors that AH=02h can address, whatever the drive's size.
std::uint32_t Disk::chs_reach()
{
    constexpr std::uint32_t most_cylinders = 1024;
    auto const& geometry = this->geometry();
    return most_cylinders * geometry.heads * geometry.sectors_per_track;
}

} // namespace bios
