// SPDX-License-Identifier: BSD-2-Clause
// Reads /sys, /proc, and the first sectors of the disk and its partitions.
#include "disk/write/victim.hpp"

#include "disk/host/disk_users.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/storage/disk_cache.hpp"
#include "stage2/storage/disk_sectors.hpp"
#include "stage2/volumes/volume_kind.hpp"

#include <bit>
#include <vector>

namespace victim {

namespace {

using block_devices::Device;

constexpr auto look = "look at lsblk -o NAME,SIZE,MODEL,TRAN,MOUNTPOINTS for its name";

void check_kind(Device const& device)
{
    auto const name = block_devices::describe(device);
    if (!device.disk.empty())
        throw Refusal(device.name + " is a partition of " + device.disk + ", and the image is a whole disk",
                      "name the disk: DISK=/dev/" + device.disk);
    if (!device.is_hardware || device.is_optical)
        throw Refusal(name + " is no disk of its own, but a loop device, a volume, a RAID, a CD-ROM or the like", look);
    if (device.size == 0)
        throw Refusal(name + " has no medium", "is the card in the reader?");
    if (device.read_only)
        throw Refusal(name + " is read-only", "look for a lock on the card or stick");
}

// Refuses an image on the disk that is about to be written: the disk itself or a partition of it.
void check_image(write_command::Options const& options, Device const& device)
{
    auto const name = options.system.name_of(options.image);
    auto const source = name ? block_devices::find(options.system, *name) : std::nullopt;
    if (files::same(options.image, options.disk) ||
        (source && (source->name == device.name || source->disk == device.name)))
        throw Refusal(options.image.string() + " is " + device.name + " or a part of it: none is written to itself",
                      "name the image first and the disk last, as in farjump-write build/farjump.img /dev/sdX");
}

std::string kind_of(std::uint64_t begin, std::uint64_t size, DiskFile& disk)
{
    std::vector<std::byte> memory(DiskCache::memory_needed);
    DiskCache cache(disk, memory, begin, begin + size);
    return volume_kind::of({cache, static_cast<std::uint32_t>(std::countr_zero(disk.bytes_per_sector()))});
}

} // namespace

Device check(write_command::Options const& options)
{
    auto const name = options.system.name_of(options.disk);
    auto const device = name ? block_devices::find(options.system, *name) : std::nullopt;
    if (!device)
        throw Refusal(options.disk.string() + " is no disk of this machine", look);
    check_kind(*device);
    check_image(options, *device);
    auto const words = block_devices::describe(*device);
    disk_users::refuse_if_used(disk_users::of(options.system, *device), words);
    if (!device->removable && !options.fixed_disk)
        throw Refusal(words + " is not a removable disk",
                      "is it really the stick? Then: make usb DISK=" + options.disk.string() + " FIXED_DISK=yes");
    return *device;
}

std::string describe(System const& system, Device const& device, DiskFile& disk)
{
    auto text = block_devices::describe(device) + '\n';
    for (auto const& name : device.partitions) {
        auto const partition = block_devices::find(system, name);
        if (partition)
            text += "  " + name + ": " + words::size(partition->size) + ", " +
                    kind_of(partition->first_byte, partition->size, disk) + '\n';
    }
    if (device.partitions.empty())
        text += "  no partitions; it starts with: " + kind_of(0, device.size, disk) + '\n';
    return text;
}

} // namespace victim
