// SPDX-License-Identifier: BSD-2-Clause
// Simulates the BIOS services that report the size of memory, with the quirks of real BIOSes.
// ACPI, "INT 15H, E820H"; Ralf Brown's Interrupt List, INT 15h AX=E801h, AH=88h, INT 12h.
#pragma once

#include "tests/fake_machine.hpp"

#include <cstring>
#include <optional>
#include <vector>

class FakeMemoryBios {
public:
    explicit FakeMemoryBios(FakeMachine& machine) : machine_(machine)
    {
        machine.on_interrupt(0x15, [this](bios::Registers const& input) { return serve(input); });
        machine.on_interrupt(0x12, [this](bios::Registers const&) {
            auto reply = wreckage();
            reply.eax = 0xDEAD0000u | conventional_kib;
            return reply;
        });
        count_conventional(640);
    }
    FakeMemoryBios(FakeMemoryBios const&) = delete;
    FakeMemoryBios& operator=(FakeMemoryBios const&) = delete;

    struct Entry {
        std::uint64_t base;
        std::uint64_t length;
        std::uint32_t type;
    };

    // E820h: the list, and how it is told.
    std::vector<Entry> list;
    std::uint32_t entry_size = 20;                          // bytes that are written for each
    std::uint32_t attributes = 1;                           // what follows the first 20
    enum class End { ebx_zero, carry } end = End::ebx_zero; // with the last entry, or after it
    bool endless = false;                                   // begins anew after the last
    std::size_t forgets_smap_at = ~std::size_t{0};          // EAX is junk with this entry
    std::optional<std::uint32_t> other_smap;                // what it says instead of "SMAP" from the start
    std::uint32_t first_handle = 0x1000;                    // EBX counts from here; only the BIOS knows why

    // E801h in AX, BX, CX, DX; 88h in AX; INT 12h and the BIOS data area.
    std::optional<std::array<std::uint16_t, 4>> e801;
    std::optional<std::uint16_t> kib_88;
    std::uint16_t conventional_kib = 640;
    void count_conventional(std::uint16_t kib) { machine_.put(bios::conventional_kib, Le16{kib}); }
    void place_ebda(std::uint16_t segment) { machine_.put(bios::ebda_segment, Le16{segment}); }

private:
    bios::Registers serve(bios::Registers const& input)
    {
        auto reply = wreckage();
        if (input.ax() == 0xE820 && (!list.empty() || other_smap))
            return next_entry(input);
        if (input.ax() == 0xE801 && e801) {
            reply.eax = 0xDEAD0000u | (*e801)[0];
            reply.ebx = 0xDEAD0000u | (*e801)[1];
            reply.ecx = 0xDEAD0000u | (*e801)[2];
            reply.edx = 0xDEAD0000u | (*e801)[3];
            return reply;
        }
        if (input.ah() == 0x88 && kib_88) {
            reply.eax = 0xDEAD0000u | *kib_88;
            return reply;
        }
        reply.eax = 0x8600; // "function not supported"
        return with_carry(reply);
    }

    bios::Registers next_entry(bios::Registers const& input)
    {
        auto reply = wreckage(); // EDX among them
        auto index = input.ebx == 0 ? 0 : std::size_t{input.ebx - first_handle};
        if (endless)
            index %= list.size();
        if (input.edx != smap || input.ecx < 20 || (other_smap && list.empty()) || index >= list.size()) {
            reply.eax = other_smap.value_or(smap);
            return other_smap ? without_carry(reply) : with_carry(reply);
        }
        write(list[index], machine_.shown(input.es, input.edi & 0xFFFF, entry_size));
        reply.eax = index == forgets_smap_at ? 0xE820 : other_smap.value_or(smap);
        reply.ecx = entry_size;
        reply.ebx = first_handle + static_cast<std::uint32_t>(index) + 1;
        if (index + 1 == list.size() && end == End::ebx_zero && !endless)
            reply.ebx = 0;
        return reply;
    }

    void write(Entry const& entry, MutableBytes place) const
    {
        std::memset(place.data(), 0xEE, place.size());
        std::memcpy(&place[0], &entry.base, 8);
        std::memcpy(&place[8], &entry.length, 8);
        std::memcpy(&place[16], &entry.type, 4);
        if (place.size() >= 24)
            std::memcpy(&place[20], &attributes, 4);
    }

    static constexpr std::uint32_t smap = 0x534D4150;

    FakeMachine& machine_;
};
