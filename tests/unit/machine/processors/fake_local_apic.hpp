// SPDX-License-Identifier: BSD-2-Clause
// A local APIC for tests: in xAPIC mode its registers are memory at FEE00000h, in x2APIC mode model-specific registers.
#pragma once

#include "tests/fake_machine.hpp"

#include <map>
#include <set>
#include <stdexcept>
#include <vector>

class FakeLocalApic {
public:
    explicit FakeLocalApic(FakeMachine& machine) : machine_{machine}
    {
        machine.msrs[0x1B] = 0xFEE0'0900;
        machine.cpuid[1].edx |= 1 << 9;
        registers[0x30] = 0x0006'0014;
        for (std::uint32_t offset = 0; offset < 0x400; offset += 0x10)
            machine.msrs[0x800 + offset / 0x10] = 0;
        machine.read_device = [this](std::uint32_t address) { return read(address); };
        machine.write_device = [this](std::uint32_t address, std::uint32_t value) { write(address, value); };
        machine.on_msr_write = [this](std::uint32_t number, std::uint64_t value) { write_msr(number, value); };
        machine.on_msr_read = [this](std::uint32_t number) { read_msr(number); };
    }

    std::uint64_t& base() { return machine_.msrs[0x1B]; }

    std::map<std::uint32_t, std::uint32_t> registers; // by their offsets in the page, in both modes
    std::set<std::uint32_t> written;                  // offsets
    std::vector<std::uint64_t> bases;                 // written to IA32_APIC_BASE
    std::vector<std::uint64_t> sent;                  // both halves of the interrupt command register
    std::uint32_t busy = 0;                           // reads of it that report a pending delivery
    std::function<void(std::uint64_t)> on_send = [](std::uint64_t) {};

private:
    static constexpr std::uint32_t page = 0xFEE0'0000;

    bool in_x2apic() { return base() & 1 << 10; }
    std::uint32_t offset_of(std::uint32_t address)
    {
        if (in_x2apic() || address < page || address >= page + 0x1000)
            throw std::logic_error("no device at this address");
        return address - page;
    }
    std::uint32_t read(std::uint32_t address)
    {
        auto const offset = offset_of(address);
        if (offset == 0x300)
            return busy != 0 ? --busy, 1u << 12 : 0;
        return registers[offset];
    }
    void write(std::uint32_t address, std::uint32_t value)
    {
        auto const offset = offset_of(address);
        registers[offset] = value;
        written.insert(offset);
        if (offset == 0x300)
            send(std::uint64_t{registers[0x310]} << 32 | value);
    }
    void read_msr(std::uint32_t number)
    {
        if (number >= 0x800 && number < 0x840)
            machine_.msrs[number] = x2apic_register(number);
    }
    std::uint32_t& x2apic_register(std::uint32_t number)
    {
        if (!in_x2apic())
            throw std::logic_error("a register of an x2APIC in xAPIC mode");
        return registers[(number - 0x800) * 0x10];
    }
    void write_msr(std::uint32_t number, std::uint64_t value)
    {
        if (number == 0x1B) {
            bases.push_back(value);
            if (!(value & 1 << 11)) // off: its state is lost
                for (std::uint32_t const lost : {0x80u, 0xF0u, 0x320u, 0x330u, 0x340u, 0x350u, 0x360u, 0x370u, 0x2F0u})
                    registers[lost] = 0x0001'0000;
        } else if (number == 0x830) {
            x2apic_register(number);
            send(value);
        } else if (number >= 0x800 && number < 0x840) {
            x2apic_register(number) = static_cast<std::uint32_t>(value);
        }
    }
    void send(std::uint64_t command)
    {
        sent.push_back(command);
        on_send(command);
    }

    FakeMachine& machine_;
};
