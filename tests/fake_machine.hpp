// SPDX-License-Identifier: BSD-2-Clause
// Simulates a machine whose answers the test defines. Replaces every function through which stage 2 accesses the
// machine:
//
//   bios::call, bios::data, bios::parameters, bios::peek8…     the BIOS and the memory that it can access
//   x86::in8, x86::out8                                        the ports
//   x86::has_cpuid, x86::cpuid                                 the processor's identification
//   x86::rdseed, x86::rdrand, x86::rdtsc_low, x86::read_tsc    its random numbers and its clock
//   x86::flush_cache_line                                      the way from the cache to memory
//   a20::is_open, physical_memory                              the A20 test and physical memory
//   annex_facts, unpack_lz4_block, annex::all_parts            the core's part in the annex
//   x86::read_msr, x86::write_msr, machine::CachesOff          its registers, and its caches
//   x86::read_device, x86::write_device                        registers of devices in memory
//   start_page::…                                              the start of other processors
//   longmode::enter_long_mode, longmode::handover              the jump to the kernel
//   real_mode::start, multiboot::run                           the jumps to kernels of other protocols
#pragma once

#include "include/bytes.hpp"
#include "include/units.hpp"
#include "include/x86/cpuid_leaf.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/protocols/real_mode/start.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The leaves of CPUID that QEMU 7.2 gives a guest of `-cpu qemu64`, as far as farjump asks for them.
std::map<std::uint32_t, x86::CpuidLeaf> processor_64();

// As long as it lives it is the machine; there is one at a time. What it does not know it answers like a real one: an
// unknown BIOS function leaves all registers as they were with the carry set, and a port where nothing is reads FFh.
class FakeMachine {
public:
    // Memory begins at 0 and is full of `filling`.
    explicit FakeMachine(std::uint64_t memory_size = 1_MiB, std::byte filling = {});
    ~FakeMachine();
    FakeMachine(FakeMachine const&) = delete;
    FakeMachine& operator=(FakeMachine const&) = delete;

    static FakeMachine& now(); // the one that lives

    // The BIOS.
    using Service = std::function<bios::Registers(bios::Registers const&)>;
    struct Call {
        std::uint8_t interrupt;
        bios::Registers input;
    };
    void on_interrupt(std::uint8_t interrupt, Service service) { services_[interrupt] = std::move(service); }
    bios::Registers call(std::uint8_t interrupt, bios::Registers const& input);
    std::size_t count(std::uint8_t interrupt, std::uint8_t ah) const; // how often this function was called

    std::vector<Call> calls;
    std::string screen; // what INT 10h AH=0Eh was given
    std::string keys;   // what INT 16h will give; without keys it throws after a while

    // The ports.
    struct Port {
        std::function<std::uint8_t()> read = [] { return std::uint8_t{0xFF}; };
        std::function<void(std::uint8_t)> write = [](std::uint8_t) {};
    };
    std::uint8_t in(std::uint16_t port);
    void out(std::uint16_t port, std::uint8_t value);

    std::map<std::uint16_t, Port> ports;
    std::map<std::uint16_t, std::size_t> port_reads; // how often each was read
    std::map<std::uint16_t, std::vector<std::uint8_t>> port_writes;
    std::size_t reads_of(std::uint16_t port) const;
    std::vector<std::uint8_t> written_to(std::uint16_t port) const;

    // The processor: at first one of 64 bits (`processor_64`), with all that farjump requires. A leaf that is not
    // there is all zero.
    bool has_cpuid = true;
    std::map<std::uint32_t, x86::CpuidLeaf> cpuid = processor_64();

    // Its generators and its clock.
    std::function<std::optional<std::uint32_t>()> rdseed = [] { return std::nullopt; };
    std::function<std::optional<std::uint32_t>()> rdrand = [] { return std::nullopt; };
    std::function<std::uint32_t()> time_stamp = [this] { return stamp_ += 1000; };

    // Its model-specific registers. One that is not there throws: on a processor it would be an exception.
    std::map<std::uint32_t, std::uint64_t> msrs;
    std::function<void(std::uint32_t number)> on_msr_read = [](std::uint32_t) {};
    std::function<void(std::uint32_t number, std::uint64_t value)> on_msr_write = [](std::uint32_t, std::uint64_t) {};
    std::vector<std::uint32_t> msr_writes; // their numbers
    bool caches_off = false;

    // Registers of devices, by their address.
    std::function<std::uint32_t(std::uint32_t address)> read_device = [](std::uint32_t) { return 0xFFFF'FFFF; };
    std::function<void(std::uint32_t address, std::uint32_t value)> write_device = [](std::uint32_t, std::uint32_t) {};

    // The start page: the structure that the next processor gets, and whether it has come.
    std::uint64_t expected_structure = 0;
    std::function<bool()> processor_waits = [] { return false; };

    // Memory.
    MutableBytes at(std::uint64_t address, std::uint64_t size);
    template <typename T>
    void put(std::uint64_t address, T value)
    {
        __builtin_memcpy(at(address, sizeof value).data(), &value, sizeof value);
    }

    // Memory that a BIOS service was pointed to. Throws when that is not what farjump may show to the BIOS, or when the
    // service would run over a 64 KiB line.
    MutableBytes shown(std::uint16_t segment, std::uint32_t offset, std::uint64_t size);

    std::vector<std::byte> memory;
    // What memory makes of a line that the cache gives back, and of the cells it then has: absent memory keeps nothing.
    std::function<void(std::uint64_t address)> on_flush = [](std::uint64_t) {};
    std::function<bool()> a20_is_open = [] { return true; };

    // Thrown where the real machine would not come back.
    struct KernelEntered {};
    struct RealModeEntered {
        real_mode::Registers registers;
    };
    struct Restarted {};

private:
    bios::Registers built_in(std::uint8_t interrupt, bios::Registers reply);

    std::map<std::uint8_t, Service> services_;
    int looks_for_keys_ = 0;
    std::uint32_t stamp_ = 0;
    FakeMachine* before_;
};

// Answers of a BIOS service, from the registers it was called with.
bios::Registers with_carry(bios::Registers registers);
bios::Registers without_carry(bios::Registers registers);

// The registers of a BIOS that keeps nothing: all of them, the segments too, hold junk; the carry is clear.
bios::Registers wreckage();
