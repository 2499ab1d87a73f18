// SPDX-License-Identifier: BSD-2-Clause
// Simulates a drive behind INT 13h with the faults that the test chooses. T13, "BIOS Enhanced Disk Drive Services" 3.0.
#pragma once

#include "tests/fake_machine.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <set>
#include <vector>

class FakeBiosDisk {
public:
    explicit FakeBiosDisk(FakeMachine& machine, std::uint8_t drive = 0x80) : machine_(machine), drive_(drive)
    {
        machine.on_interrupt(0x13, [this](bios::Registers const& input) { return serve(input); });
    }
    FakeBiosDisk(FakeBiosDisk const&) = delete;
    FakeBiosDisk& operator=(FakeBiosDisk const&) = delete;

    // What is on it: sector n is full of the number n, unless the test says otherwise.
    std::function<void(std::uint64_t lba, MutableBytes sector)> content = [](std::uint64_t lba, MutableBytes sector) {
        for (std::size_t offset = 0; offset < sector.size(); offset += sizeof lba)
            std::memcpy(&sector[offset], &lba, sizeof lba);
    };
    void hold(std::vector<std::byte> const& image)
    {
        sectors = image.size() / bytes_per_sector;
        content = [&image](std::uint64_t lba, MutableBytes sector) {
            std::memcpy(sector.data(), &image[static_cast<std::size_t>(lba * sector.size())], sector.size());
        };
    }
    std::uint64_t sectors = ~0ull;
    std::uint32_t bytes_per_sector = 512;

    // What is wrong with it.
    bool has_edd = true;          // AH=42h exists
    std::uint32_t longest = 127;  // sectors that AH=42h takes
    int failures = 0;             // so many of the next reads fail
    int lies = 0;                 // so many of the next reads say "done" and move nothing
    bool short_by_one = false;    // each read says "done" and leaves out the last sector
    bool corrected = false;       // each read ends with status 11h, "data corrected by ECC", and the carry set
    std::uint8_t status = 0x04;   // of failures
    std::set<std::uint64_t> bad;  // sectors that cannot be read
    bool keeps_registers = false; // else every register that no document promises is destroyed, and the packet

    // What it does with each sector that is written by AH=43h; `bytes` are in the buffer, and more may follow. Returns the
    // status. At first it keeps the sector.
    std::function<std::uint8_t(std::uint64_t lba, std::byte const* bytes)> on_write = [this](std::uint64_t lba,
                                                                                             std::byte const* bytes) {
        keep(lba, bytes);
        return std::uint8_t{0};
    };
    void keep(std::uint64_t lba, std::byte const* bytes) { written[lba].assign(bytes, bytes + bytes_per_sector); }
    std::map<std::uint64_t, std::vector<std::byte>> written; // takes the place of `content`

    // Its geometry, and what AH=08h says of it: CH, CL and DH.
    std::uint32_t sectors_per_track = 63;
    std::uint32_t heads = 255;
    bool tells_geometry = true;
    std::uint8_t told_ch = 0;
    std::uint8_t told_cl = 63;
    std::uint8_t told_dh = 254;

    // What AH=48h says of it.
    bool tells_parameters = true;
    std::uint64_t told_sectors = 0;
    std::uint16_t told_bytes_per_sector = 512;
    bool writes_on = false; // fills all the room there is, whatever size it was told

    // What was asked of it.
    struct Read {
        std::uint8_t function; // 42h, 43h or 02h
        std::uint64_t lba;
        std::uint32_t count;
        bool operator==(Read const&) const = default;
    };
    std::vector<Read> reads;
    int resets = 0;

private:
    bios::Registers serve(bios::Registers const& input)
    {
        if ((input.edx & 0xFF) != drive_)
            return answer(0x01, input);
        switch (input.ah()) {
        case 0x00: ++resets; return answer(0, input);
        case 0x02: return read_by_cylinder(input);
        case 0x08: return geometry(input);
        case 0x48: return has_edd && tells_parameters ? parameters(input) : answer(0x01, input);
        case 0x42:
        case 0x43: return has_edd ? move_extended(input) : answer(0x01, input);
        default: return answer(0x01, input);
        }
    }

    bios::Registers answer(std::uint8_t ah, bios::Registers const& input) const
    {
        auto reply = keeps_registers ? without_carry(input) : wreckage();
        reply.eax = (reply.eax & 0xFFFF00FF) | std::uint32_t{ah} << 8;
        reply.flags = ah != 0;
        return reply;
    }

    bios::Registers geometry(bios::Registers const& input) const
    {
        auto reply = answer(tells_geometry ? 0 : 0x01, input);
        reply.ecx = 0xFFFF0000u | std::uint32_t{told_ch} << 8 | told_cl;
        reply.edx = 0xFFFF0001u | std::uint32_t{told_dh} << 8;
        return reply;
    }

    // As strict as the strictest: the buffer must have a size that the specification knows, and be zeroed.
    bios::Registers parameters(bios::Registers const& input)
    {
        auto const buffer = machine_.shown(input.ds, input.esi & 0xFFFF, 256);
        if (*read_at<Le16>(buffer, 0) != 0x1A || std::ranges::count(buffer.first(0x1A), std::byte{0}) != 0x19)
            return answer(0x01, input);
        if (writes_on)
            std::ranges::fill(buffer, std::byte{0xEE});
        Le64 const total = told_sectors;
        std::memcpy(&buffer[0x10], &total, sizeof total);
        Le16 const size = told_bytes_per_sector;
        std::memcpy(&buffer[0x18], &size, sizeof size);
        return answer(0, input);
    }

    bios::Registers move_extended(bios::Registers const& input)
    {
        auto const packet = machine_.shown(input.ds, input.esi & 0xFFFF, 16);
        if (read_at<std::uint8_t>(packet, 0) != 16)
            return answer(0x01, input);
        auto const count = *read_at<Le16>(packet, 2);
        auto const offset = *read_at<Le16>(packet, 4);
        auto const segment = *read_at<Le16>(packet, 6);
        auto const lba = *read_at<Le64>(packet, 8);
        if (!keeps_registers)
            std::ranges::fill(packet, std::byte{0xEE});
        reads.push_back({input.ah(), lba, count});
        if (input.ah() == 0x43) {
            auto const bytes = machine_.shown(segment, offset, std::uint64_t{count} * bytes_per_sector);
            for (std::uint32_t i = 0; i < count; ++i)
                if (auto const failure = on_write(lba + i, &bytes[std::size_t{i} * bytes_per_sector]); failure != 0)
                    return answer(failure, input);
            return answer(0, input);
        }
        return count > longest ? answer(status, input) : transfer(input, lba, count, segment, offset);
    }

    bios::Registers read_by_cylinder(bios::Registers const& input)
    {
        std::uint32_t const count = input.al();
        std::uint32_t const sector = input.cl() & 63;
        std::uint32_t const cylinder = (input.ecx >> 8 & 0xFF) | (input.ecx & 0xC0) << 2;
        auto const lba = (std::uint64_t{cylinder} * heads + input.dh()) * sectors_per_track + sector - 1;
        reads.push_back({0x02, lba, count});
        bool const leaves_track = sector == 0 || sector - 1 + count > sectors_per_track;
        if (leaves_track || input.dh() >= heads || count == 0)
            return answer(0x04, input);
        return transfer(input, lba, count, input.es, input.ebx & 0xFFFF);
    }

    bios::Registers transfer(bios::Registers const& input, std::uint64_t lba, std::uint32_t count,
                             std::uint16_t segment, std::uint16_t offset)
    {
        auto const room = machine_.shown(segment, offset, std::uint64_t{count} * bytes_per_sector);
        if (failures > 0) {
            --failures;
            return answer(status, input);
        }
        if (lies > 0) {
            --lies;
            return answer(0, input);
        }
        for (std::uint32_t i = 0; i < (short_by_one ? count - 1 : count); ++i) {
            if (lba + i >= sectors || bad.contains(lba + i))
                return answer(status, input);
            auto const sector = room.subspan(std::size_t{i} * bytes_per_sector, bytes_per_sector);
            content(lba + i, sector);
            if (auto const found = written.find(lba + i); found != written.end())
                std::ranges::copy(found->second, sector.begin());
        }
        return answer(corrected ? 0x11 : 0, input);
    }

    FakeMachine& machine_;
    std::uint8_t drive_;
};
