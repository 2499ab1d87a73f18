// SPDX-License-Identifier: BSD-2-Clause
// Sends INIT to all processors, then start-up IPIs to one after the other.
#include "stage2/machine/processors/start.hpp"

#include "include/x86/cpu.hpp"
#include "stage2/machine/processors/local_apic.hpp"
#include "stage2/machine/processors/mtrr.hpp"
#include "stage2/machine/processors/waits.hpp"
#include "stage2/talk/console.hpp"

#include <algorithm>

namespace processors {

namespace {

// Times in microseconds.
constexpr std::uint32_t after_init = 10'000;
constexpr std::uint32_t after_startup = 200;
constexpr std::uint32_t longest_patience = 1'000'000, shortest_patience = 100'000;

// For processor_arrives(): the boot processor's state, and the ACPI UID of the processor that is started.
struct Model {
    mtrr::Registers mtrrs;
    local_apic::Mode mode;
    std::span<madt::NmiPin const> nmi_pins;
    std::uint32_t acpi_uid;
};
Model model;

// The processors that did not come: the ids of the first ones.
using Missing = madt::List<std::uint32_t, 8>;

void send_startup(std::uint32_t lapic_id)
{
    auto const page = static_cast<std::uint32_t>(start_page::place().value / page_size);
    local_apic::send(lapic_id, local_apic::startup_command | page);
}

// Starts a processor with this structure. True if it has come to its loop. One that has not is put back into the state
// after INIT, so that it cannot come later and take the structure of another one.
bool start_one(std::uint32_t lapic_id, std::uint64_t structure, std::uint32_t patience)
{
    start_page::expect(structure);
    send_startup(lapic_id);
    if (waits::until(start_page::is_waiting, after_startup))
        return true;
    send_startup(lapic_id);
    if (waits::until(start_page::is_waiting, patience))
        return true;
    local_apic::send(lapic_id, local_apic::init_command);
    waits::microseconds(after_init);
    return false;
}

void send_init_to_all(madt::Report const& report, std::uint32_t own_id)
{
    for (auto const& processor : report.processors.all())
        if (processor.lapic_id != own_id)
            local_apic::send(processor.lapic_id, local_apic::init_command);
    waits::microseconds(after_init);
}

void report_missing(Missing const& missing, std::uint32_t count)
{
    for (auto const id : missing.all()) {
        auto& words = console::scratch_line() << "the processor with APIC id ";
        words.decimal(id) << " does not start and is left out: look for a newer BIOS, or turn it off in the setup";
        console::note(words.view());
    }
    if (count > missing.count) {
        auto& words = console::scratch_line() << "and ";
        words.decimal(count - missing.count) << " more that do not start";
        console::note(words.view());
    }
}

void report_left_out(std::uint32_t count)
{
    if (count == 0)
        return;
    auto& words = console::scratch_line().decimal(count) << " more processors are left out: farjump starts at most 256";
    console::note(words.view());
}

} // namespace

bool find(Bytes contents, madt::Report& report)
{
    auto const mode = local_apic::mode();
    bool const usable = mode != local_apic::Mode::none;
    madt::read(usable ? contents : Bytes{}, mode == local_apic::Mode::x2apic, report);
    auto const own_id = usable ? local_apic::id() : 0;
    if (report.find(own_id) != nullptr)
        return true;
    report.processors.count = 0;
    report.processors.add({0, own_id});
    return false;
}

std::uint32_t start(madt::Report const& report, std::span<start_page::Waiting> waiting, std::uint64_t address)
{
    auto const own_id = local_apic::id();
    auto patience = longest_patience;
    Missing missing{};
    std::uint32_t missing_count = 0, used = 0;
    model = {mtrr::read(), local_apic::mode(), report.nmi_pins.all(), 0};
    send_init_to_all(report, own_id);
    for (auto const& processor : report.processors.all()) {
        auto& place = waiting[used];
        place = {processor.acpi_uid, processor.lapic_id, place.stack_top, 0, 0};
        model.acpi_uid = processor.acpi_uid;
        auto const structure = address + used * sizeof place;
        if (processor.lapic_id == own_id || start_one(processor.lapic_id, structure, patience)) {
            ++used;
            continue;
        }
        missing.add(processor.lapic_id);
        ++missing_count;
        patience = std::max(patience / 2, shortest_patience);
    }
    report_missing(missing, missing_count);
    report_left_out(report.left_out);
    return used;
}

} // namespace processors

extern "C" void processor_arrives()
{
    using namespace processors;
    mtrr::make_equal(model.mtrrs);
    if (model.mode == local_apic::Mode::x2apic)
        local_apic::enter_x2apic();
    else
        local_apic::leave_x2apic();
    local_apic::prepare(model.nmi_pins, model.acpi_uid);
}
