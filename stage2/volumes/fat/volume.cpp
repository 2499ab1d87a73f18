// SPDX-License-Identifier: BSD-2-Clause
// A FAT volume: opened by its boot sector, or by FAT32's copy if the first one is lost.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB".
#include "stage2/volumes/fat/volume.hpp"

#include "include/boot_sector.hpp"
#include "include/units.hpp"
#include "stage2/volumes/fat/directory.hpp"
#include "stage2/volumes/fat/path.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <optional>

namespace fat {

namespace {

// The boot sector at `offset`, if it has the signature. It is in the cache and valid until the cache is used again.
Result<BootSector const*> view_boot_sector(DiskCache& cache, std::uint64_t offset)
{
    auto const sector = TRY(cache.view(offset, sector_size));
    std::uint32_t const signature = *read_at<Le16>(sector, boot_sector::signature);
    if (signature != 0xAA55)
        return fail(errors::Code::bpb_field_invalid, {signature}, "Signature_word");
    return reinterpret_cast<BootSector const*>(sector.data());
}

// FAT32 has a copy of sector 0 in sector 6, the only place that the specification recommends. The sector size was in
// the lost sector, so all sizes are tried, and the copy must contain the size at which it was found.
std::optional<Geometry> backup_geometry(DiskCache& cache)
{
    constexpr std::uint32_t backup_sector = 6;
    for (std::uint32_t sector_bytes = sector_size; sector_bytes <= largest_sector_size; sector_bytes *= 2) {
        auto const boot = view_boot_sector(cache, cache.begin() + backup_sector * sector_bytes);
        if (!boot || (*boot)->BPB_BytsPerSec != sector_bytes)
            continue;
        auto const geometry = geometry_of(**boot, cache);
        if (geometry && geometry->type == Type::fat32)
            return *geometry;
    }
    return std::nullopt;
}

} // namespace

Result<Volume> Volume::open(DiskCache& cache)
{
    auto const boot = view_boot_sector(cache, cache.begin());
    if (boot)
        return Volume(TRY(geometry_of(**boot, cache)), false);
    Error const error = boot.error();
    if (auto const geometry = backup_geometry(cache))
        return Volume(*geometry, true);
    return fail(error);
}

std::string_view Volume::type_name() const
{
    constexpr char const* names[] = {"FAT12", "FAT16", "FAT32"};
    return names[static_cast<std::size_t>(geometry_.type)];
}

Result<File> Volume::open_file(std::string_view path, std::span<Extent> extents) const
{
    return open_at(TRY(find(geometry_, path)), path, extents);
}

Result<File> Volume::open_at(FileLocation const& location, std::string_view path, std::span<Extent> extents) const
{
    return File::open(geometry_, location, path, extents);
}

Result<bool> Volume::holds(std::string_view path) const
{
    auto const location = find(geometry_, path);
    if (location)
        return true;
    if (is_absence(location.error()))
        return false;
    return std::unexpected(location.error());
}

Result<void> Volume::for_each(std::string_view directory_path, DirectoryVisitor visitor) const
{
    auto const location = TRY(find(geometry_, directory_path));
    if (!location.is_directory)
        return fail(errors::Code::not_a_directory, {}, directory_path);
    Directory directory(geometry_, location.start, directory_path);
    while (TRY(directory.next())) {
        auto const& entry = directory.entry();
        if (entry.DIR_Name[0] == '.') // '.' or '..': no other short name begins with '.'
            continue;
        auto const long_name = directory.long_name();
        ShortName const short_name(entry);
        if (!visitor({location_of(geometry_, entry), long_name.empty() ? short_name.view() : long_name}))
            break;
    }
    return {};
}

} // namespace fat
