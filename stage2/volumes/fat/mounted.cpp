// SPDX-License-Identifier: BSD-2-Clause
// A FAT volume with the interface ::Volume. One file is open at a time.
#include "stage2/volumes/fat/mounted.hpp"

#include <utility>

namespace fat {

Result<::File*> MountedVolume::open(std::string_view path)
{
    return opened(volume_.open_file(path, file_.room_.extents));
}

Result<::File*> MountedVolume::open_at(FileLocation const& location, std::string_view path)
{
    return opened(volume_.open_at(location, path, file_.room_.extents));
}

Result<::File*> MountedVolume::opened(Result<fat::File> const& file)
{
    file_.file_ = TRY(file);
    return &file_;
}

char const* MountedVolume::next_notice()
{
    if (volume_.backup_boot_sector_used() && !std::exchange(boot_sector_noticed_, true))
        return "the boot sector is damaged: its copy is used";
    if (volume_.spare_fat_used() && !std::exchange(table_noticed_, true))
        return "one FAT cannot be read everywhere: its copy is used";
    return nullptr;
}

} // namespace fat
