// SPDX-License-Identifier: BSD-2-Clause
// Reads /sys/class/block/NAME, a directory of small files with a subdirectory for each partition.
#include "disk/host/block_devices.hpp"

#include "disk/host/words.hpp"

#include <algorithm>
#include <cstdlib>

namespace block_devices {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t sysfs_sector = 512; // whatever the disk's sector size

std::uint64_t number_in(fs::path const& path)
{
    return std::strtoull(System::line_of(path).c_str(), nullptr, 10);
}

std::vector<std::string> names_in(fs::path const& directory, bool (*wanted)(fs::path const&))
{
    std::vector<std::string> names;
    std::error_code ignored;
    for (auto const& item : fs::directory_iterator(directory, ignored))
        if (wanted(item.path()))
            names.push_back(item.path().filename().string());
    std::ranges::sort(names, [](auto const& one, auto const& other) {
        return std::pair(one.size(), one) < std::pair(other.size(), other); // sdb10 behind sdb9
    });
    return names;
}

// SCSI and USB disks have a vendor and a model, NVMe disks a model, memory cards a name; virtio's vendor is a number.
std::string model_of(fs::path const& device)
{
    std::string model;
    for (auto const* const file : {"vendor", "model", "name"}) {
        auto const words = System::line_of(device / file);
        if (!words.empty() && !words.starts_with("0x"))
            model += (model.empty() ? "" : " ") + words;
    }
    return model.empty() ? "no model name" : model;
}

} // namespace

std::optional<Device> find(System const& system, std::string const& name)
{
    auto const directory = system.block_device(name);
    if (!fs::exists(directory / "size"))
        return std::nullopt;
    constexpr auto scsi_optical = "5";
    auto const is_partition = fs::exists(directory / "partition");
    auto const disk = is_partition ? fs::canonical(directory).parent_path() : directory;
    return Device{
        .name = name,
        .number = System::line_of(directory / "dev"),
        .disk = is_partition ? disk.filename().string() : "",
        .model = model_of(disk / "device"),
        .size = number_in(directory / "size") * sysfs_sector,
        .first_byte = number_in(directory / "start") * sysfs_sector,
        .sector_bytes = static_cast<std::uint32_t>(number_in(disk / "queue/logical_block_size")),
        .read_only = number_in(directory / "ro") != 0,
        .removable = number_in(disk / "removable") != 0,
        .is_hardware = fs::exists(disk / "device"),
        .is_optical = System::line_of(disk / "device/type") == scsi_optical,
        .partitions = names_in(directory, [](fs::path const& path) { return fs::exists(path / "partition"); }),
        .holders = names_in(directory / "holders", [](fs::path const&) { return true; }),
    };
}

std::string describe(Device const& device)
{
    return device.name + " (" + device.model + ", " + words::size(device.size) + ')';
}

} // namespace block_devices
