// SPDX-License-Identifier: BSD-2-Clause
// The machine on the desk: each seam of stage 2 hands over to the FakeMachine that lives.
#include "tests/fake_machine.hpp"

#include "include/layout.hpp"
#include "include/x86/cache.hpp"
#include "include/x86/cpu.hpp"
#include "include/x86/device_memory.hpp"
#include "include/x86/msr.hpp"
#include "include/x86/port.hpp"
#include "include/x86/random.hpp"
#include "include/x86/tsc.hpp"
#include "longmode/enter.hpp"
#include "longmode/gdt.hpp"
#include "stage2/annex/load.hpp"
#include "stage2/annex/parts.hpp"
#include "stage2/annex/table.hpp"
#include "stage2/annex/unpack_block.hpp"
#include "stage2/bios/a20.hpp"
#include "stage2/choice/choice.hpp"
#include "stage2/machine/processors/caches.hpp"
#include "stage2/machine/processors/control_registers.hpp"
#include "stage2/machine/processors/start_page.hpp"
#include "stage2/machine/sse.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/chain/chain.hpp"
#include "stage2/protocols/limine/limine.hpp"
#include "stage2/protocols/linux/linux.hpp"
#include "stage2/protocols/multiboot/multiboot.hpp"
#include "stage2/protocols/multiboot/start.hpp"

#include <algorithm>
#include <stdexcept>

namespace {

FakeMachine* living = nullptr;

constexpr std::uint16_t carry = 0x01;
constexpr std::uint16_t zero = 0x40;

} // namespace

std::map<std::uint32_t, x86::CpuidLeaf> processor_64()
{
    return {
        {0x0000'0000, {0xD, 0x68747541, 0x444D4163, 0x69746E65}}, // "AuthenticAMD"
        {0x0000'0001, {0x0006'0FB1, 0x0000'0800, 0x8020'2001, 0x078B'FBFD}},
        {0x8000'0000, {0x8000'000A, 0x68747541, 0x444D4163, 0x69746E65}},
        {0x8000'0001, {0x0006'0FB1, 0, 0x0000'0001, 0x2010'0800}},       // long mode, NX, SYSCALL; LAHF
        {0x8000'0002, {0x554D4551, 0x72695620, 0x6C617574, 0x55504320}}, // "QEMU Virtual CPU"
        {0x8000'0003, {0x72657620, 0x6E6F6973, 0x352E3220, 0x0000002B}}, // " version 2.5+"
        {0x8000'0004, {}},
        {0x8000'0008, {0x0000'3028, 0, 0, 0}}, // 40 bits physical, 48 virtual
    };
}

FakeMachine::FakeMachine(std::uint64_t memory_size, std::byte filling)
    : memory(static_cast<std::size_t>(memory_size), filling), before_(std::exchange(living, this))
{}

FakeMachine::~FakeMachine()
{
    living = before_;
}

FakeMachine& FakeMachine::now()
{
    if (living == nullptr)
        throw std::logic_error("the machine was asked, but the test has none");
    return *living;
}

bios::Registers FakeMachine::call(std::uint8_t interrupt, bios::Registers const& input)
{
    calls.push_back({interrupt, input});
    if (auto const service = services_.find(interrupt); service != services_.end())
        return service->second(input);
    return built_in(interrupt, with_carry(input));
}

// Screen, keyboard and restart, which many tests need and few care about.
bios::Registers FakeMachine::built_in(std::uint8_t interrupt, bios::Registers reply)
{
    constexpr int patience = 100;
    switch (interrupt) {
    case 0x10:
        if (reply.ah() == 0x0E && reply.al() != '\r')
            screen += static_cast<char>(reply.al());
        break;
    case 0x16:
        if (reply.ah() == 0x00 && !keys.empty())
            keys.erase(0, 1);
        reply.flags = keys.empty() ? zero : 0;
        if (keys.empty() && ++looks_for_keys_ > patience)
            throw std::logic_error("waits for a key that the test does not press");
        break;
    case 0x19: throw Restarted{};
    default: break;
    }
    return reply;
}

std::size_t FakeMachine::count(std::uint8_t interrupt, std::uint8_t ah) const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        calls, [=](Call const& call) { return call.interrupt == interrupt && call.input.ah() == ah; }));
}

std::uint8_t FakeMachine::in(std::uint16_t port)
{
    ++port_reads[port];
    auto const found = ports.find(port);
    return found == ports.end() ? 0xFF : found->second.read();
}

void FakeMachine::out(std::uint16_t port, std::uint8_t value)
{
    port_writes[port].push_back(value);
    if (auto const found = ports.find(port); found != ports.end())
        found->second.write(value);
}

std::size_t FakeMachine::reads_of(std::uint16_t port) const
{
    auto const found = port_reads.find(port);
    return found == port_reads.end() ? 0 : found->second;
}

std::vector<std::uint8_t> FakeMachine::written_to(std::uint16_t port) const
{
    auto const found = port_writes.find(port);
    return found == port_writes.end() ? std::vector<std::uint8_t>{} : found->second;
}

MutableBytes FakeMachine::at(std::uint64_t address, std::uint64_t size)
{
    if (address > memory.size() || size > memory.size() - address)
        throw std::logic_error("physical memory that the test's machine does not have");
    return MutableBytes(memory).subspan(static_cast<std::size_t>(address), static_cast<std::size_t>(size));
}

MutableBytes FakeMachine::shown(std::uint16_t segment, std::uint32_t offset, std::uint64_t size)
{
    auto const begin = (std::uint64_t{segment} << 4) + offset;
    if (begin < layout::transfer_buffer || begin + size > layout::transfer_buffer + layout::transfer_buffer_size)
        throw std::logic_error("the BIOS was pointed outside the transfer buffer");
    if (offset + size > 64_KiB || (begin >> 16) != (begin + size - 1) >> 16)
        throw std::logic_error("a BIOS transfer crosses a 64 KiB line");
    return at(begin, size);
}

bios::Registers with_carry(bios::Registers registers)
{
    registers.flags = carry;
    return registers;
}

bios::Registers without_carry(bios::Registers registers)
{
    registers.flags = 0;
    return registers;
}

bios::Registers wreckage()
{
    return {.eax = 0xDEADBEEF,
            .ebx = 0xDEADBEEF,
            .ecx = 0xDEADBEEF,
            .edx = 0xDEADBEEF,
            .esi = 0xDEADBEEF,
            .edi = 0xDEADBEEF,
            .ebp = 0xDEADBEEF,
            .ds = 0xDEAD,
            .es = 0xDEAD,
            .flags = 0,
            .padding = 0};
}

// The seams.

namespace bios {

void (*after_call)() = nullptr;

Registers call(std::uint8_t interrupt, Registers const& input)
{
    return FakeMachine::now().call(interrupt, input);
}

MutableBytes data()
{
    return FakeMachine::now().at(layout::transfer_buffer, data_size);
}

MutableBytes parameters()
{
    return FakeMachine::now().at(layout::transfer_buffer + data_size, parameters_size);
}

std::uint8_t peek8(std::uint32_t address)
{
    return *read_at<std::uint8_t>(FakeMachine::now().memory, address);
}

std::uint16_t peek16(std::uint32_t address)
{
    return *read_at<std::uint16_t>(FakeMachine::now().memory, address);
}

std::uint32_t peek32(std::uint32_t address)
{
    return *read_at<std::uint32_t>(FakeMachine::now().memory, address);
}

} // namespace bios

namespace x86 {

std::uint8_t in8(std::uint16_t port)
{
    return FakeMachine::now().in(port);
}

void out8(std::uint16_t port, std::uint8_t value)
{
    FakeMachine::now().out(port, value);
}

bool has_cpuid()
{
    return FakeMachine::now().has_cpuid;
}

CpuidLeaf cpuid(std::uint32_t leaf, std::uint32_t)
{
    auto const& leaves = FakeMachine::now().cpuid;
    auto const found = leaves.find(leaf);
    return found == leaves.end() ? CpuidLeaf{} : found->second;
}

std::uint64_t read_tsc()
{
    return FakeMachine::now().time_stamp();
}

std::optional<std::uint32_t> rdseed()
{
    return FakeMachine::now().rdseed();
}

std::optional<std::uint32_t> rdrand()
{
    return FakeMachine::now().rdrand();
}

std::uint32_t rdtsc_low()
{
    return FakeMachine::now().time_stamp();
}

void flush_cache_line(void const volatile* address)
{
    auto& machine = FakeMachine::now();
    auto const offset = static_cast<std::byte const volatile*>(address) - machine.memory.data();
    machine.on_flush(static_cast<std::uint64_t>(offset));
}

void flush_cache() {}

std::uint64_t read_msr(std::uint32_t number)
{
    auto& machine = FakeMachine::now();
    machine.on_msr_read(number);
    return machine.msrs.at(number);
}

void write_msr(std::uint32_t number, std::uint64_t value)
{
    auto& machine = FakeMachine::now();
    machine.msr_writes.push_back(number);
    machine.on_msr_write(number, value);
    machine.msrs.at(number) = value;
}

std::uint32_t read_device(std::uint32_t address)
{
    return FakeMachine::now().read_device(address);
}

void write_device(std::uint32_t address, std::uint32_t value)
{
    FakeMachine::now().write_device(address, value);
}

} // namespace x86

bool a20::is_open()
{
    return FakeMachine::now().a20_is_open();
}

MutableBytes physical_memory(PhysAddr address, std::uint64_t size)
{
    return FakeMachine::now().at(address.value, size);
}

extern "C" {
std::array<gdt::Descriptor, gdt::table.size()> gdt::gdt_table = gdt::table;

// The reporter of the kernel's first fault is code of another kind of machine.
extern std::byte const fault_report_code[100];
extern std::uint32_t const fault_report_code_size;
std::byte const fault_report_code[100] = {};
std::uint32_t const fault_report_code_size = sizeof fault_report_code;

longmode::Handover longmode::handover;

void longmode::enter_long_mode()
{
    throw FakeMachine::KernelEntered{};
}
}

// Linux allows SSE instructions to every program.
namespace machine {

SseUse::SseUse() : cr0_{}, cr4_{} {}

SseUse::~SseUse() = default;

std::uint32_t kept_cr0()
{
    return 0x10;
}

CachesOff::CachesOff() : cr0_{}, cr4_{}
{
    FakeMachine::now().caches_off = true;
}

CachesOff::~CachesOff()
{
    FakeMachine::now().caches_off = false;
}

} // namespace machine

namespace annex {

// On the desk the annex is linked with the core.
Result<EntryPoints const*> load(Boot&, std::string_view)
{
    return &entry_points;
}

constinit Part<std::span<errors::Description const>> words_part{words_of_errors};
constinit Part<packed::EntryPoints> packed_part{packed::entry_points};
constinit RearPart<Protocol> linux_part{linux_boot::protocol};
constinit RearPart<Protocol> multiboot_part{multiboot::protocol};
constinit RearPart<Protocol> chain_part{chain::protocol};
constinit RearPart<choice::EntryPoints> choice_part{choice::entry_points};
constinit Part<ProcessorsEntry> processors_part{limine::entry};
constinit AllParts all_parts{};

} // namespace annex

extern "C" {
// An annex without a rear.
annex::Facts const annex_facts{.offset = 0, .size = 4_KiB, .checksum = 0, .build = 0};

// The blocks on the desk are not packed.
void unpack_lz4_block(std::byte const* block, std::byte* to, std::byte const* to_end)
{
    std::copy_n(block, to_end - to, to);
}
}

namespace start_page {

PhysAddr place()
{
    return {0x5A000};
}

void prepare(Environment const&) {}

void expect(std::uint64_t structure)
{
    FakeMachine::now().expected_structure = structure;
}

bool is_waiting()
{
    return FakeMachine::now().processor_waits();
}

void enter(std::uint64_t)
{
    throw FakeMachine::KernelEntered{};
}

} // namespace start_page

void real_mode::start(Registers const& registers)
{
    throw FakeMachine::RealModeEntered{registers};
}

void multiboot::prepare(Start&) {}

void multiboot::run(Start const&)
{
    throw FakeMachine::KernelEntered{};
}
