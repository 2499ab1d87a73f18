// What a BIOS drive is like: how large its sectors are, how many it has, how they are numbered by CHS.
// T13, "BIOS Enhanced Disk Drive Services" 3.0, "Get Drive Parameters"; Ralf Brown, INT 13h AH=08h.
#include "stage2/bios/disk.hpp"

#include "include/layout.hpp"
#include "stage2/bios/a20.hpp"
#include "stage2/bios/call.hpp"

#include <bit>

namespace bios {

namespace {

// What AH=48h fills in, up to where EDD 1.1 ends.
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
constexpr std::uint32_t blocks_marked = 9; // one more than the largest has

} // namespace

// Some BIOSes report success and have moved less than was asked for, or nothing. So the last bytes of the place where a
// read goes are marked; no mark is used twice, so data that happen to look like one pass at the next try. While the
// sector size is not known, the place is as large as the largest sector and each of its blocks is marked.
void Disk::mark_buffer(std::uint32_t count)
{
    ++calls_;
    auto const mark = this->mark();
    for (std::uint32_t i = 0; i < (measured_ ? 1 : blocks_marked); ++i)
        __builtin_memcpy(data().data() + (count << sector_shift_) + i * block - sizeof mark, &mark, sizeof mark);
}

// Whether the last bytes before `end` in the buffer are those that mark_buffer() put there.
bool Disk::is_marked(std::uint32_t end) const
{
    auto const mark = this->mark();
    return __builtin_memcmp(data().data() + end - sizeof mark, &mark, sizeof mark) == 0;
}

// One sector has been read for the first time. AH=48h would tell its size, but on some BIOSes it lies, on some it
// hangs. The marks do not lie: those of the first 1, 2, 4 or 8 blocks are gone. Anything else counts as 1.
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

// INT 13h AH=48h: get drive parameters. Some BIOSes refuse a buffer that is not zeroed, or a size they do not know, and
// some write more than that size. Without extensions the disk is at least as large as AH=08h says, which decides nothing.
std::uint64_t Disk::sector_count()
{
    if (!extended_)
        return 0;
    static_assert(parameters_size >= 256, "room for a BIOS that writes on");
    DriveParameters const empty{};
    auto const reply = call_with(0x4800, &empty, sizeof empty);
    std::uint64_t const sectors = *read_at<Le64>(parameters(), offsetof(DriveParameters, sectors));
    bool const plausible = sectors >> 48 == 0; // no interface to disks counts further
    return !reply.carry() && plausible && a20::keep_open() ? sectors : 0;
}

// INT 13h AH=08h: drive parameters. ES:DI = 0 guards against BIOS faults.
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

// BPB_SecPerTrk and BPB_NumHeads of the boot sector: who made the disk for this BIOS wrote them there, or the BIOS did.
Disk::Geometry Disk::geometry_without_answer() const
{
    std::uint32_t const sectors_per_track = peek16(layout::stage1_base + 0x18);
    std::uint32_t const heads = peek16(layout::stage1_base + 0x1A);
    if (sectors_per_track - 1 < 63 && heads - 1 < 256)
        return {sectors_per_track, heads};
    return is_floppy() ? Geometry{18, 2}    // 1.44 MB, the last that was in use
                       : Geometry{63, 255}; // what partition tables are made for
}

// How many sectors AH=02h can name; how many there are is for the drive to say.
std::uint32_t Disk::chs_reach()
{
    constexpr std::uint32_t most_cylinders = 1024;
    auto const& geometry = this->geometry();
    return most_cylinders * geometry.heads * geometry.sectors_per_track;
}

} // namespace bios
