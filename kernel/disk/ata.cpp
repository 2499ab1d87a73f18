// SPDX-License-Identifier: BSD-2-Clause
// Programmed I/O with the registers of the AT's disk controller.
#include "kernel/disk/ata.hpp"

#include "include/x86/port.hpp"
#include "kernel/disk/deadline.hpp"

#include <array>
#include <optional>

namespace ata {
namespace {

using disk::Command;
using disk::Identity;
using disk::Sector;

// Registers of a channel, from its base on; `status` is `command` when written.
enum Register : std::uint16_t { data, features, count, lba_low, lba_middle, lba_high, device, status };

constexpr std::uint8_t busy = 1u << 7, drive_fault = 1u << 5, data_request = 1u << 3, error = 1u << 0;
constexpr std::uint8_t no_interrupts = 1u << 1; // nIEN in the device control register
constexpr std::uint8_t identify_device = 0xEC;
constexpr std::uint8_t read_sectors = 0x20, read_sectors_long = 0x24, write_sectors = 0x30, write_sectors_long = 0x34;
constexpr std::uint8_t flush_cache = 0xE7, flush_cache_long = 0xEA;
constexpr std::uint32_t answer_time = 2000, medium_time = 10'000, flush_time = 30'000; // milliseconds

struct Channel {
    std::uint16_t base;
    std::uint16_t control;
    std::string_view names[2]; // of master and slave
};

constexpr Channel channels[]{{0x1F0, 0x3F6, {"ATA, primary channel, master", "ATA, primary channel, slave"}},
                             {0x170, 0x376, {"ATA, secondary channel, master", "ATA, secondary channel, slave"}}};

class AtaDisk final : public disk::Disk {
public:
    AtaDisk(Channel const& channel, std::uint8_t slave, std::uint64_t ticks_per_second)
        : channel_{channel}, slave_{slave}, ticks_per_second_{ticks_per_second}
    {}

    // False if there is no disk that this driver can use.
    bool identify();

    std::string_view name() const override { return channel_.names[slave_]; }
    Identity const& identity() const override { return identity_; }
    bool read(std::uint64_t lba, Sector& sector) override;
    bool write(std::uint64_t lba, Sector const& sector) override;
    bool flush() override;

private:
    std::uint8_t in(Register at) const { return x86::in8(channel_.base + at); }
    void out(Register at, std::uint64_t value) const
    {
        x86::out8(channel_.base + at, static_cast<std::uint8_t>(value));
    }
    std::uint8_t settled_status() const;
    bool wait_idle(std::uint32_t milliseconds) const;
    bool select(std::uint8_t device_bits) const;
    bool send(Command const& command) const;
    bool wait_data(std::uint32_t milliseconds) const;
    bool finished(std::uint32_t milliseconds) const;

    Channel const& channel_;
    std::uint8_t slave_;
    std::uint64_t ticks_per_second_;
    Identity identity_{};
};

// The status becomes valid 400 ns after a command or a selection: four reads of the other status register take longer.
std::uint8_t AtaDisk::settled_status() const
{
    for (int i = 0; i < 4; ++i)
        x86::in8(channel_.control);
    return in(status);
}

bool AtaDisk::wait_idle(std::uint32_t milliseconds) const
{
    return wait_for({ticks_per_second_, milliseconds}, [&] { return !(in(status)&busy); });
}

bool AtaDisk::select(std::uint8_t device_bits) const
{
    constexpr std::uint8_t obsolete_ones = 0xA0, select_slave = 1u << 4;
    if (!wait_idle(answer_time))
        return false;
    out(device, obsolete_ones | device_bits | (slave_ ? select_slave : 0));
    settled_status();
    return wait_idle(answer_time);
}

bool AtaDisk::send(Command const& command) const
{
    if (!select(command.device))
        return false;
    if (command.is_long) { // the registers are two bytes deep: first the higher bytes
        out(count, 0);
        out(lba_low, command.lba >> 24);
        out(lba_middle, command.lba >> 32);
        out(lba_high, command.lba >> 40);
    }
    out(count, 1);
    out(lba_low, command.lba);
    out(lba_middle, command.lba >> 8);
    out(lba_high, command.lba >> 16);
    out(status, command.code);
    settled_status();
    return true;
}

bool AtaDisk::wait_data(std::uint32_t milliseconds) const
{
    auto const over = [&] {
        auto const now = in(status);
        return !(now & busy) && (now & (data_request | error | drive_fault));
    };
    return wait_for({ticks_per_second_, milliseconds}, over) &&
           (in(status) & (data_request | error | drive_fault)) == data_request;
}

bool AtaDisk::finished(std::uint32_t milliseconds) const
{
    settled_status();
    return wait_idle(milliseconds) && !(in(status) & (error | drive_fault | data_request));
}

bool AtaDisk::identify()
{
    constexpr std::uint8_t floating = 0xFF;
    if (in(status) == floating) // a channel without a device
        return false;
    x86::out8(channel_.control, no_interrupts);
    if (!send({identify_device, 0, 0, false}) || in(status) == 0)
        return false;
    // A CD drive refuses this command, so it has an error and not data.
    if (!wait_data(answer_time))
        return false;
    std::array<std::uint16_t, disk::identity_words> words;
    for (auto& word : words)
        word = x86::in16(channel_.base + data);
    auto const identity = disk::identity_from(words);
    if (!identity || !finished(answer_time))
        return false;
    identity_ = *identity;
    return true;
}

bool AtaDisk::read(std::uint64_t lba, Sector& sector)
{
    if (!send(disk::sector_command(read_sectors, read_sectors_long, lba)) || !wait_data(medium_time))
        return false;
    for (std::uint32_t at = 0; at < identity_.sector_bytes; at += 2) {
        auto const word = x86::in16(channel_.base + data);
        sector.bytes[at] = static_cast<std::byte>(word);
        sector.bytes[at + 1] = static_cast<std::byte>(word >> 8);
    }
    return finished(answer_time);
}

bool AtaDisk::write(std::uint64_t lba, Sector const& sector)
{
    if (!send(disk::sector_command(write_sectors, write_sectors_long, lba)) || !wait_data(medium_time))
        return false;
    for (std::uint32_t at = 0; at < identity_.sector_bytes; at += 2) {
        auto const low = std::to_integer<std::uint16_t>(sector.bytes[at]);
        auto const high = std::to_integer<std::uint16_t>(sector.bytes[at + 1]);
        x86::out16(channel_.base + data, static_cast<std::uint16_t>(low | high << 8));
    }
    return finished(medium_time);
}

bool AtaDisk::flush()
{
    return send({identity_.long_addresses ? flush_cache_long : flush_cache, 0, 0, false}) && finished(flush_time);
}

} // namespace

bool each_disk(std::uint64_t ticks_per_second, disk::Visitor& visitor)
{
    for (auto const& channel : channels)
        for (std::uint8_t slave = 0; slave < 2; ++slave) {
            AtaDisk disk{channel, slave, ticks_per_second};
            if (disk.identify() && !visitor.visit(disk))
                return false;
        }
    return true;
}

} // namespace ata
