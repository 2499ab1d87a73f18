// SPDX-License-Identifier: BSD-2-Clause
// Section numbers are those of AHCI 1.3.1.
#include "kernel/disk/ahci.hpp"

#include "include/text.hpp"
#include "include/units.hpp"
#include "kernel/disk/deadline.hpp"
#include "kernel/disk/pci.hpp"
#include "kernel/memory/device_mapping.hpp"

#include <algorithm>
#include <array>

namespace ahci {
namespace {

using disk::Command;
using disk::Identity;
using disk::Sector;
using farjump::BootInfo;

constexpr std::uint32_t class_code = 0x010601; // mass storage, SATA, AHCI
constexpr std::uint32_t abar = 0x24;           // BAR5
constexpr std::uint32_t memory_space = 1u << 1, bus_master = 1u << 2;
constexpr std::uint64_t registers_size = 0x1100; // 3

// Registers of the controller (3.1) and of a port (3.3), as indices of 32-bit words.
enum Global : std::size_t { cap = 0, ghc = 1, pi = 3, cap2 = 9, bohc = 10 };
enum Port : std::size_t {
    clb = 0,
    clbu = 1,
    fb = 2,
    fbu = 3,
    is = 4,
    ie = 5,
    cmd = 6,
    tfd = 8,
    sig = 9,
    ssts = 10,
    serr = 12,
    ci = 14,
    port_words = 32,
    first_port = 64,
};
constexpr std::uint32_t cap_64_bits = 1u << 31, ghc_enable = 1u << 31, cap2_handoff = 1u << 0;
constexpr std::uint32_t bohc_bios = 1u << 0, bohc_system = 1u << 1, bohc_busy = 1u << 4;
constexpr std::uint32_t cmd_start = 1u << 0, cmd_receive = 1u << 4, cmd_receiving = 1u << 14, cmd_running = 1u << 15;
constexpr std::uint32_t is_error = 1u << 30 | 1u << 29 | 1u << 28 | 1u << 27; // TFES, HBFS, HBDS, IFS
constexpr std::uint32_t tfd_busy = 1u << 7 | 1u << 3, tfd_error = 1u << 0, tfd_fault = 1u << 5;
constexpr std::uint32_t signature_atapi = 0xEB14'0101;

constexpr std::uint8_t identify_device = 0xEC;
constexpr std::uint8_t read_dma = 0xC8, read_dma_long = 0x25, write_dma = 0xCA, write_dma_long = 0x35;
constexpr std::uint8_t flush_cache = 0xE7, flush_cache_long = 0xEA;
constexpr std::uint32_t stop_time = 500, answer_time = 2000, medium_time = 10'000, flush_time = 30'000; // milliseconds

// The structures that a controller reads and writes: 4.2.
struct alignas(4096) Structures {
    std::uint32_t command_list[32][8];
    std::uint8_t received[256];
    struct alignas(128) {
        std::uint8_t frame[64];
        std::uint8_t packet[16];
        std::uint8_t reserved[48];
        std::uint32_t pieces[4]; // one element of the PRDT
    } table;
};

constinit Structures structures{};
constinit Sector buffer{}; // of the device; the caller's memory may be anywhere

enum class Way { none, to_memory, to_device };

// The registers of a controller and the physical places of the structures.
class Controller {
public:
    Controller(BootInfo const& info, std::uint32_t volatile* registers) : info_{info}, registers_{registers} {}

    std::uint32_t volatile& global(Global at) const { return registers_[at]; }
    std::uint32_t volatile& port(std::uint32_t number, Port at) const
    {
        return registers_[first_port + number * port_words + at];
    }
    Deadline within(std::uint32_t milliseconds) const { return {info_.timeline.ticks_per_second, milliseconds}; }

    // The kernel is physically contiguous.
    std::uint64_t physical(void const* place) const
    {
        return reinterpret_cast<std::uintptr_t>(place) - info_.kernel_virtual + info_.kernel_physical;
    }

    // False if the firmware keeps the controller, or if its addresses are too short for the kernel's memory.
    bool take_over() const;

private:
    BootInfo const& info_;
    std::uint32_t volatile* registers_;
};

// 10.6.3: the system asks for the controller, and the BIOS gives it up.
bool Controller::take_over() const
{
    auto const end = physical(&structures) + info_.kernel_size;
    if (end >> 32 != 0 && !(global(cap) & cap_64_bits))
        return false;
    if (global(cap2) & cap2_handoff) {
        global(bohc) = global(bohc) | bohc_system;
        if (!wait_for(within(answer_time), [&] { return !(global(bohc) & (bohc_bios | bohc_busy)); }))
            return false;
    }
    global(ghc) = global(ghc) | ghc_enable;
    return true;
}

class AhciDisk final : public disk::Disk {
public:
    AhciDisk(Controller const& controller, std::uint32_t number) : controller_{controller}, number_{number}
    {
        name_ << "AHCI, port ";
        name_.decimal(number);
    }

    bool is_present() const;
    bool start();
    bool identify();
    bool stop();

    std::string_view name() const override { return name_.view(); }
    Identity const& identity() const override { return identity_; }
    bool read(std::uint64_t lba, Sector& sector) override;
    bool write(std::uint64_t lba, Sector const& sector) override;
    bool flush() override;

private:
    std::uint32_t volatile& port(Port at) const { return controller_.port(number_, at); }
    bool run(Command const& command, Way way, std::uint32_t bytes, std::uint32_t milliseconds);
    void write_frame(Command const& command, bool one_sector) const;

    Controller const& controller_;
    std::uint32_t number_;
    text::Line<24> name_;
    Identity identity_{};
};

// 3.3.10: a device is there and the link is up.
bool AhciDisk::is_present() const
{
    constexpr std::uint32_t detection = 0xF, established = 3;
    return (port(ssts) & detection) == established && port(sig) != signature_atapi;
}

// 10.1.2
bool AhciDisk::stop()
{
    port(cmd) = port(cmd) & ~cmd_start;
    if (!wait_for(controller_.within(stop_time), [&] { return !(port(cmd) & cmd_running); }))
        return false;
    port(cmd) = port(cmd) & ~cmd_receive;
    return wait_for(controller_.within(stop_time), [&] { return !(port(cmd) & cmd_receiving); });
}

bool AhciDisk::start()
{
    if (!stop())
        return false;
    auto const list = controller_.physical(&structures.command_list);
    auto const received = controller_.physical(&structures.received);
    port(clb) = static_cast<std::uint32_t>(list);
    port(clbu) = static_cast<std::uint32_t>(list >> 32);
    port(fb) = static_cast<std::uint32_t>(received);
    port(fbu) = static_cast<std::uint32_t>(received >> 32);
    port(ie) = 0;
    port(serr) = ~0u;
    port(is) = ~0u;
    port(cmd) = port(cmd) | cmd_receive;
    if (!wait_for(controller_.within(answer_time), [&] { return !(port(tfd) & tfd_busy); }))
        return false;
    port(cmd) = port(cmd) | cmd_start;
    return true;
}

void AhciDisk::write_frame(Command const& command, bool one_sector) const
{
    constexpr std::uint8_t host_to_device = 0x27, is_command = 1u << 7;
    auto const lba = command.lba;
    std::array<std::uint8_t, 20> const frame{host_to_device,
                                             is_command,
                                             command.code,
                                             0,
                                             static_cast<std::uint8_t>(lba),
                                             static_cast<std::uint8_t>(lba >> 8),
                                             static_cast<std::uint8_t>(lba >> 16),
                                             command.device,
                                             static_cast<std::uint8_t>(lba >> 24),
                                             static_cast<std::uint8_t>(lba >> 32),
                                             static_cast<std::uint8_t>(lba >> 40),
                                             0,
                                             one_sector};
    std::ranges::copy(frame, structures.table.frame);
}

// 5.5: builds the command, issues it in slot 0, and waits until the controller clears its bit.
bool AhciDisk::run(Command const& command, Way way, std::uint32_t bytes, std::uint32_t milliseconds)
{
    constexpr std::uint32_t frame_words = 5, is_write = 1u << 6, one_piece = 1u << 16;
    write_frame(command, way != Way::none && command.code != identify_device);
    auto const place = controller_.physical(&buffer);
    auto& pieces = structures.table.pieces;
    pieces[0] = static_cast<std::uint32_t>(place);
    pieces[1] = static_cast<std::uint32_t>(place >> 32);
    pieces[2] = 0;
    pieces[3] = bytes - 1;
    auto const table = controller_.physical(&structures.table);
    auto& header = structures.command_list[0];
    header[0] = frame_words | (way == Way::to_device ? is_write : 0) | (way == Way::none ? 0 : one_piece);
    header[1] = 0; // bytes transferred
    header[2] = static_cast<std::uint32_t>(table);
    header[3] = static_cast<std::uint32_t>(table >> 32);
    port(is) = ~0u;
    asm volatile("" : : : "memory"); // the structures are in memory before the device reads them
    port(ci) = 1;
    bool const over =
        wait_for(controller_.within(milliseconds), [&] { return !(port(ci) & 1) || (port(is) & is_error); });
    asm volatile("" : : : "memory");
    if (over && !(port(is) & is_error) && !(port(tfd) & (tfd_busy | tfd_error | tfd_fault)))
        return way == Way::none || structures.command_list[0][1] == bytes;
    start(); // an error stops the port; so does the end of our patience
    return false;
}

bool AhciDisk::identify()
{
    if (!run({identify_device, 0, 0, false}, Way::to_memory, 512, answer_time))
        return false;
    std::array<std::uint16_t, disk::identity_words> words;
    for (std::size_t at = 0; at < words.size(); ++at)
        words[at] = static_cast<std::uint16_t>(std::to_integer<unsigned>(buffer.bytes[2 * at]) |
                                               std::to_integer<unsigned>(buffer.bytes[2 * at + 1]) << 8);
    auto const identity = disk::identity_from(words);
    if (identity)
        identity_ = *identity;
    return identity.has_value();
}

bool AhciDisk::read(std::uint64_t lba, Sector& sector)
{
    auto const size = identity_.sector_bytes;
    if (!run(disk::sector_command(read_dma, read_dma_long, lba), Way::to_memory, size, medium_time))
        return false;
    std::copy_n(buffer.bytes, size, sector.bytes);
    return true;
}

bool AhciDisk::write(std::uint64_t lba, Sector const& sector)
{
    auto const size = identity_.sector_bytes;
    std::copy_n(sector.bytes, size, buffer.bytes);
    return run(disk::sector_command(write_dma, write_dma_long, lba), Way::to_device, size, medium_time);
}

bool AhciDisk::flush()
{
    return run({identity_.long_addresses ? flush_cache_long : flush_cache, 0, 0, false}, Way::none, 1, flush_time);
}

bool visit_ports(Controller const& controller, disk::Visitor& visitor)
{
    constexpr std::uint32_t most_ports = 32;
    for (std::uint32_t number = 0; number < most_ports; ++number) {
        AhciDisk disk{controller, number};
        if (!(controller.global(pi) >> number & 1) || !disk.is_present())
            continue;
        bool const go_on = !disk.start() || !disk.identify() || visitor.visit(disk);
        disk.stop();
        if (!go_on)
            return false;
    }
    return true;
}

} // namespace

bool each_disk(BootInfo const& info, disk::Visitor& visitor)
{
    return pci::each_of_class(class_code, [&](pci::Function const& function) {
        constexpr std::uint32_t no_address = 0xF, is_port = 1u << 0; // some controllers decode 4 KiB, not 8
        auto const bar = function.read(abar);
        if (bar & is_port || (bar & ~no_address) == 0)
            return true;
        auto* const registers = device_mapping::map(info, {bar & ~no_address}, registers_size);
        if (registers == nullptr)
            return true;
        auto const command = function.read(pci::command_status) & 0xFFFF; // ones in the status would clear its bits
        function.write(pci::command_status, command | memory_space | bus_master);
        Controller const controller{info, registers};
        return !controller.take_over() || visit_ports(controller, visitor);
    });
}

} // namespace ahci
