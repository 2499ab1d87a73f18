// SPDX-License-Identifier: BSD-2-Clause
// A FAT volume with the interface ::Volume.
#pragma once

#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/volume.hpp"

#include <array>
#include <optional>

namespace fat {

// Memory for the open file, enough for 8 MiB in fragments of 512 bytes. More extents are looked up in the FAT again,
// and more pieces are read in several passes.
struct Room {
    std::array<Extent, 16384> extents;
    std::array<disk_sweep::Piece, 16384> pieces;
};

class MountedVolume final : public ::Volume {
public:
    // `room` must outlive the volume.
    MountedVolume(fat::Volume const& volume, Room& room) : volume_{volume}, file_{room} {}

    fat::Geometry const& geometry() const { return volume_.geometry(); }
    std::string_view type_name() const override { return volume_.type_name(); }
    Result<::File*> open(std::string_view path) override;
    Result<::File*> open_at(FileLocation const& location, std::string_view path) override;
    Result<bool> holds(std::string_view path) override { return volume_.holds(path); }
    Result<void> for_each(std::string_view directory_path, DirectoryVisitor visitor) override
    {
        return volume_.for_each(directory_path, visitor);
    }
    char const* next_notice() override;

private:
    class OpenFile final : public ::File {
    public:
        explicit OpenFile(Room& room) : room_{room} {}
        std::uint64_t size() const override { return file_->size(); }
        Result<void> read_parts(std::span<FilePart const> parts) override
        {
            return file_->read_parts(parts, room_.pieces);
        }

        Room& room_;
        std::optional<fat::File> file_;
    };

    Result<::File*> opened(Result<fat::File> const& file);

    fat::Volume volume_;
    OpenFile file_;
    bool boot_sector_noticed_ = false;
    bool table_noticed_ = false;
};

} // namespace fat
