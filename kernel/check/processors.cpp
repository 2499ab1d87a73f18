// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the other processors: boot_info.hpp, Processors; docs/boot-info.md, "All processors". Starts
// each of them; it writes its state to its own stack, leads `argument` there, and halts.

#include "kernel/check/check.hpp"

#include "include/x86/control.hpp"
#include "include/x86/cpu.hpp"
#include "include/x86/msr.hpp"
#include "include/x86/page_attributes.hpp"
#include "kernel/notes/wishes.hpp"

#include <algorithm>
#include <utility>

namespace check {
namespace {

using farjump::MemoryKind;
using farjump::Processor;

// The state of a processor that must be the same in all of them.
struct Control {
    std::uint64_t cr0, cr3, cr4, efer, page_attributes, mtrrs;

    bool operator==(Control const&) const = default;
};

// What a processor reports.
struct Arrival {
    EntryState const* state;
    Control control;
    std::uint64_t apic_id;
    std::uint64_t argument;
};

// A number that depends on each MTRR. Intel SDM Vol. 3A, "Memory Type Range Registers (MTRRs)" (11.11).
std::uint64_t sum_of_mtrrs()
{
    constexpr x86::CpuidBit mtrrs{1, &x86::CpuidLeaf::edx, 12};
    constexpr std::uint32_t capabilities = 0xFE, default_type = 0x2FF, first_variable = 0x200, end_of_variable = 0x250;
    constexpr std::uint64_t prime = 0x100'0000'01B3; // of FNV-1
    if (!x86::has(mtrrs))
        return 0;
    auto const report = x86::read_msr(capabilities);
    auto sum = report * prime ^ x86::read_msr(default_type);
    auto const end = std::min(first_variable + 2 * static_cast<std::uint32_t>(report & 0xFF), end_of_variable);
    for (auto number = first_variable; number < end; ++number)
        sum = sum * prime ^ x86::read_msr(number);
    if (report & 1 << 8)
        for (std::uint32_t const number : {0x250, 0x258, 0x259, 0x268, 0x269, 0x26A, 0x26B, 0x26C, 0x26D, 0x26E, 0x26F})
            sum = sum * prime ^ x86::read_msr(number);
    return sum;
}

Control read_control()
{
    bool const attributes = x86::has(x86::cpuid_bits::page_attributes);
    return {std::to_underlying(x86::read_cr0()),
            x86::read_cr3(),
            std::to_underlying(x86::read_cr4()),
            x86::read_msr(x86::efer_register),
            attributes ? x86::read_msr(x86::page_attributes_register) : 0,
            sum_of_mtrrs()};
}

// The APIC id of the processor that runs this code. Intel SDM Vol. 2, "CPUID", leaves 1 and Bh.
std::uint64_t own_apic_id()
{
    constexpr std::uint32_t topology = 0xB;
    if (x86::has_leaf(topology))
        if (auto const leaf = x86::cpuid(topology); leaf.ebx != 0)
            return leaf.edx;
    return x86::cpuid(1).ebx >> 24;
}

// True if the processor has reported, within seconds.
bool comes_back(Processor const& processor, std::uint64_t argument)
{
    constexpr std::uint32_t patience = 50'000'000;
    for (std::uint32_t looks = 0; looks < patience; ++looks) {
        if (__atomic_load_n(&processor.argument, __ATOMIC_ACQUIRE) != argument)
            return true;
        x86::pause();
    }
    return false;
}

std::uint64_t argument_for(Processor const& processor)
{
    return 0xA000'0000'0000'0000 | processor.apic_id;
}

// The reports of all processors but the boot processor.
class Arrivals {
public:
    Arrivals(Evidence const& evidence, std::span<Processor> list) : evidence_{evidence}, list_{list} {}

    // The APIC id of the first that breaks the promise.
    template <typename Kept>
    std::optional<std::uint64_t> first_without(Kept kept) const
    {
        for (auto const& processor : list_)
            if (!is_boot(processor) && !kept(processor, *reinterpret_cast<Arrival const*>(processor.argument)))
                return processor.apic_id;
        return std::nullopt;
    }

    // Starts all of them. The APIC id of the first that does not come back.
    std::optional<std::uint64_t> start() const;

private:
    bool is_boot(Processor const& processor) const
    {
        return processor.apic_id == evidence_.info.processors.boot_apic_id;
    }

    Evidence const& evidence_;
    std::span<Processor> list_;
};

extern "C" void processor_entry();

std::optional<std::uint64_t> Arrivals::start() const
{
    for (auto& processor : list_) {
        if (is_boot(processor))
            continue;
        processor.argument = argument_for(processor);
        __atomic_store_n(&processor.start, reinterpret_cast<std::uint64_t>(&processor_entry), __ATOMIC_RELEASE);
        if (!comes_back(processor, argument_for(processor)))
            return processor.apic_id;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> first_wrong_id(std::span<Processor const> list)
{
    for (auto const& processor : list)
        if (std::ranges::count(list, processor.apic_id, &Processor::apic_id) != 1)
            return processor.apic_id;
    return std::nullopt;
}

std::optional<std::uint64_t> first_wrong_stack(Evidence const& evidence, std::span<Processor const> list)
{
    auto const size = evidence.info.stack_size;
    auto const is_sound = [&](Processor const& processor) {
        auto const overlaps = [&](Processor const& other) {
            return other.stack_top > processor.stack_top - size && other.stack_top < processor.stack_top + size;
        };
        return processor.stack_top % 16 == 0 && std::ranges::count_if(list, overlaps) == 1 &&
               lies_in(evidence, processor.stack_top - size, size, MemoryKind::loader);
    };
    auto const found = std::ranges::find_if_not(list, is_sound);
    return found == list.end() ? std::nullopt : std::optional<std::uint64_t>{found->apic_id};
}

bool same_table(TableRegister const& left, TableRegister const& right)
{
    return left.base == right.base && left.limit == right.limit;
}

void registers(Report& report, Evidence const& evidence, Arrivals const& arrivals)
{
    auto const none = [&](std::string_view words, auto kept) { report.none(words, arrivals.first_without(kept)); };
    none("each finds its structure in RDI, and its argument there", [](auto const& processor, auto const& arrival) {
        return arrival.state->rdi == reinterpret_cast<std::uint64_t>(&processor) &&
               arrival.argument == argument_for(processor);
    });
    none("each runs on its own stack, which has a return address of 0", [](auto const& processor, auto const& arrival) {
        auto const rsp = processor.stack_top - sizeof(std::uint64_t);
        return arrival.state->rsp == rsp && *reinterpret_cast<std::uint64_t const*>(rsp) == 0;
    });
    none("all other general registers are 0", [](auto const&, auto const& arrival) {
        auto const& entry = *arrival.state;
        return (entry.rax | entry.rbx | entry.rcx | entry.rdx | entry.rsi | entry.rbp | entry.r8 | entry.r9 |
                entry.r10 | entry.r11 | entry.r12 | entry.r13 | entry.r14 | entry.r15) == 0;
    });
    none("RFLAGS is 2: interrupts are off",
         [](auto const&, auto const& arrival) { return arrival.state->rflags == 2; });
    none("CS is 08h, and the other segment registers are null", [](auto const&, auto const& arrival) {
        auto const& entry = *arrival.state;
        return entry.cs == 8 && (entry.ds | entry.es | entry.fs | entry.gs | entry.ss) == 0;
    });
    none("GDT, IDT and TR are the boot processor's", [&](auto const&, auto const& arrival) {
        return same_table(arrival.state->gdt, evidence.entry.gdt) &&
               same_table(arrival.state->idt, evidence.entry.idt) && arrival.state->tr == evidence.entry.tr;
    });
}

void control(Report& report, Arrivals const& arrivals)
{
    auto const own = read_control();
    auto const same = [&](std::string_view words, std::uint64_t Control::* member) {
        report.none(words, arrivals.first_without([&](auto const&, auto const& arrival) {
            return arrival.control.*member == own.*member;
        }));
    };
    same("CR0 is the boot processor's: the caches are on", &Control::cr0);
    same("CR3 is the boot processor's", &Control::cr3);
    same("CR4 is the boot processor's", &Control::cr4);
    same("EFER is the boot processor's", &Control::efer);
    same("the page attribute table is the boot processor's", &Control::page_attributes);
    same("the MTRRs are the boot processor's", &Control::mtrrs);
}

// Where the waiting processors run.
void start_page(Report& report, Evidence const& evidence)
{
    auto const page = evidence.tables.page_at({evidence.info.stack_base + evidence.info.stack_size + 3 * page_size});
    report.promise("the start page is mapped read-only and executable",
                   page && !page->rights.writable && page->rights.executable);
}

} // namespace

void processors(Report& report, Evidence const& evidence)
{
    auto const& told = evidence.info.processors;
    if (!(wishes.flags & farjump::wish_processors))
        return report.equal("no processors are listed, because nobody asked",
                            told.list.address | told.count | told.boot_apic_id | told.x2apic, 0);
    bool const there = told.count >= 1 && told.count <= 256 &&
                       lies_in(evidence, told.list.address, told.count * sizeof(Processor), MemoryKind::loader);
    report.promise("the list of processors lies in memory of kind loader, in the direct map", there);
    if (!there)
        return;
    std::span const list{told.list.get(), told.count};
    report.equal("this processor has the APIC id boot_apic_id", own_apic_id(), told.boot_apic_id);
    report.promise("it is in the list", std::ranges::count(list, told.boot_apic_id, &Processor::apic_id) == 1);
    report.none("no APIC id is there twice", first_wrong_id(list));
    report.promise("all wait: `start` and `argument` are 0", std::ranges::all_of(list, [](auto const& processor) {
                       return processor.start == 0 && processor.argument == 0;
                   }));
    report.none("each has a stack of its own, in memory of kind loader", first_wrong_stack(evidence, list));
    start_page(report, evidence);
    Arrivals const arrivals{evidence, list};
    auto const absent = arrivals.start();
    report.none("each processor runs when it is started", absent);
    if (absent)
        return;
    report.none(
        "each has the APIC id of its structure",
        arrivals.first_without([](auto const& one, auto const& arrival) { return arrival.apic_id == one.apic_id; }));
    registers(report, evidence, arrivals);
    control(report, arrivals);
}

} // namespace check

// Called by arrival.asm, on the processor's own stack.
extern "C" [[noreturn]] void processor_arrived(farjump::Processor* self, EntryState const* state)
{
    using namespace check;
    Arrival const arrival{state, read_control(), own_apic_id(), self->argument};
    __atomic_store_n(&self->argument, reinterpret_cast<std::uint64_t>(&arrival), __ATOMIC_RELEASE);
    for (;;)
        x86::halt();
}
