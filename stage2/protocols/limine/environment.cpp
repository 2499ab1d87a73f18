// SPDX-License-Identifier: BSD-2-Clause
// Finds the machine's parts, maps memory, and starts processors.
#include "stage2/protocols/limine/environment.hpp"

#include "include/x86/control.hpp"
#include "include/x86/serial.hpp"
#include "longmode/control.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/machine/pic.hpp"
#include "stage2/machine/processors/io_apic.hpp"
#include "stage2/machine/processors/iommu.hpp"
#include "stage2/machine/processors/local_apic.hpp"
#include "stage2/machine/processors/start.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/limine/answers.hpp"
#include "stage2/protocols/limine/wishes.hpp"
#include "stage2/protocols/shared/firmware_tables.hpp"
#include "stage2/protocols/shared/smbios_place.hpp"
#include "stage2/talk/console.hpp"

namespace limine {

namespace {

using errors::Code;

// Since these base revisions the kernel gets ...
constexpr std::uint32_t acpi_in_map = 4;   // ACPI's tables in the memory map
constexpr std::uint32_t smbios_in_map = 5; // SMBIOS's, too
constexpr std::uint32_t exact_state = 5;   // local APIC, I/O APICs and IOMMUs in a defined state

// The local APIC's mode decides which processors the MADT's entries mean, so it comes first.
Result<void> choose_apic_mode(Handover& handover)
{
    using local_apic::Mode;
    auto const mode = local_apic::mode();
    bool const wanted = wants_x2apic(handover.kernel.requests);
    if (mode == Mode::xapic && wanted && local_apic::has_x2apic())
        local_apic::enter_x2apic();
    bool const is_locked = mode == Mode::x2apic && !wanted && !local_apic::leave_x2apic();
    if (is_locked && handover.wants(Feature::processors))
        return fail(Code::limine_x2apic_locked);
    return {};
}

void declare_smbios(farjump::Firmware const& tables, MemoryList& memory)
{
    auto const declare = [&](std::uint64_t entry, std::uint32_t entry_size, smbios_place::Table const& table) {
        memory.declare_table(entry, entry_size);
        memory.declare_table(table.address, table.size);
    };
    if (auto const entry = tables.smbios2; entry != 0)
        declare(entry, smbios_place::entry_size_32, smbios_place::named_by_32({entry}));
    if (auto const entry = tables.smbios3; entry != 0)
        declare(entry, smbios_place::entry_size_64, smbios_place::named_by_64({entry}));
}

void list_memory(Boot const& boot, Handover& handover)
{
    auto& memory = handover.memory;
    memory.assign(boot.memory.ranges());
    if (handover.revision() >= acpi_in_map)
        for (auto const& table : handover.firmware.acpi())
            memory.declare_table(table.base.value, table.length);
    if (handover.revision() >= smbios_in_map)
        declare_smbios(handover.firmware.tables, memory);
    handover.plan.memory = memory.entries();
}

Result<PhysAddr> allocate(Boot& boot, std::uint64_t size, char const* name)
{
    return boot.memory.allocate({size, page_size, MemoryKind::loader, name});
}

// Stacks lie in the direct map: one to enter the kernel with, and one for each processor of the list, because the boot
// processor can be anywhere in it.
Result<void> take_stacks(Boot& boot, Handover& handover)
{
    auto const size = stack_size(handover.kernel.requests);
    auto const take = [&](std::uint64_t& top) -> Result<void> {
        auto const place = TRY(allocate(boot, size, "the kernel's stack"));
        top = handover.plan.direct(place + size).value;
        return {};
    };
    TRY(take(handover.stack_top));
    for (auto& processor : handover.processors.waiting)
        TRY(take(processor.stack_top));
    return {};
}

Result<void> take_room(Boot& boot, Handover& handover)
{
    auto const size = room_for_answers(boot, handover);
    auto const place = TRY(allocate(boot, size, "the kernel's boot information"));
    handover.room = {physical_memory(place, size), handover.plan.direct(place)};
    if (handover.processors.is_known && handover.wants(Feature::processors))
        handover.processors.waiting =
            handover.room.array<start_page::Waiting>(handover.processors.report.processors.count);
    auto const area = TRY(allocate(boot, sizeof(EntryArea), "the descriptor tables"));
    handover.area = &object_at<EntryArea>(area);
    return {};
}

// The loader's pages outside the direct map.
void plan_loader_pages(Handover& handover)
{
    constexpr paging::Rights code{.write = false, .execute = true};
    constexpr std::uint64_t text_memory = 0xB8000;
    auto& [start, report, screen] = handover.plan.loader_pages;
    start = report = screen = {};
    if (!handover.settings.direct_map_execute)
        start = {start_page_alias, start_page::place(), page_size, code};
    if (!handover.settings.early_faults)
        return;
    report = {fault_report_page, handover.area_place() + offsetof(EntryArea, faults.code), page_size, code};
    if (!handover.screen.mode)
        screen = {text_screen,
                  {text_memory},
                  text_screen_size,
                  {.write = true, .execute = false, .cacheability = paging::Cacheability::uncached}};
}

Result<void> build_tables(Boot& boot, Handover& handover)
{
    auto& plan = handover.plan;
    plan.kernel = handover.kernel.loaded(boot).mappings();
    list_memory(boot, handover);
    auto const count = tables_needed(plan) + start_page::tables_for_switch;
    auto const place = TRY(allocate(boot, count * sizeof(paging::Table), "the page tables"));
    list_memory(boot, handover);
    paging::Arena arena{place, {&object_at<paging::Table>(place), count}};
    auto const space = TRY(build(plan, arena));
    handover.root = space.root();
    handover.switch_root = TRY(start_page::make_switch_root(arena, space.root(), plan.features));

    auto& words = console::scratch_line();
    words.decimal(arena.used()) << " page tables, " << (plan.features.five_levels ? "five" : "four") << " levels; the "
                                << "direct map is "
                                << (plan.execute ? "executable, as the protocol says" : "not executable");
    console::done(words.view());
    return {};
}

// For the report of the kernel's first fault: stage2/protocols/farjump/handoff.cpp has the same for our own kernels.
fault_report::Facts facts_for_report(Handover const& handover)
{
    constexpr std::uint32_t columns = 80, glyph_width = 8;
    fault_report::Facts facts{};
    facts.com1 = x86::com1_port(bios::peek16(x86::com1_word));
    if (auto const& mode = handover.screen.mode) {
        if (bios::copy_font(handover.area->font))
            facts.font = handover.plan.direct(handover.area_place() + offsetof(EntryArea, font)).value;
        facts.screen = handover.plan.direct({mode->physical}).value;
        facts.pitch = mode->pitch;
        facts.columns = static_cast<std::uint16_t>(mode->size.width / glyph_width);
        facts.bytes_per_pixel = static_cast<std::uint8_t>((mode->bits_per_pixel + 7) / 8);
    } else {
        facts.screen = text_screen.value;
        facts.columns = columns;
        facts.pitch = columns * 2;
    }
    return facts;
}

start_page::Environment environment_of(Handover const& handover)
{
    using x86::Cr0, x86::Cr4, x86::Efer;
    constexpr auto cr0 = Cr0::paging | Cr0::write_protect | Cr0::extension_type | Cr0::protection;
    auto const& features = handover.plan.features;
    auto const cr4 =
        features.five_levels ? Cr4::physical_address_extension | Cr4::five_levels : Cr4::physical_address_extension;
    auto const efer = features.no_execute ? Efer::long_mode_enable | Efer::no_execute_enable : Efer::long_mode_enable;
    auto const area = handover.plan.direct(handover.area_place());
    start_page::Environment environment{.page_table_root = static_cast<std::uint32_t>(handover.root.value),
                                        .switch_root = static_cast<std::uint32_t>(handover.switch_root.value),
                                        .cr0 = static_cast<std::uint32_t>(cr0),
                                        .cr4 = static_cast<std::uint32_t>(cr4),
                                        .efer = static_cast<std::uint32_t>(efer),
                                        .page_attributes = features.page_attributes ? page_attributes : 0,
                                        .gdt = {sizeof(Gdt) - 1, (area + offsetof(EntryArea, gdt)).value},
                                        .idt = {0, 0},
                                        .code_selector = code_selector,
                                        .data_selector = data_selector,
                                        .task_selector = task_selector,
                                        .page = handover.settings.direct_map_execute
                                                    ? handover.plan.direct(start_page::place()).value
                                                    : start_page_alias.value};
    if (handover.settings.early_faults)
        environment.idt = {sizeof(early_faults::Area::idt) - 1, (area + offsetof(EntryArea, faults.idt)).value};
    return environment;
}

// The ACPI UID of this processor.
std::uint32_t own_uid(Processors const& processors)
{
    auto const* const found = processors.report.find(local_apic::id());
    return found != nullptr ? found->acpi_uid : 0;
}

} // namespace

Result<paging::Features> choose_paging(Boot const& boot, KernelImage const& kernel)
{
    auto features = control::paging_features(boot.processor, x86::Cr4::physical_address_extension);
    auto const window = paging_window(kernel.requests);
    bool const has_five = has(boot.processor, requirements::Feature::five_levels);
    auto const mode = choose_paging_mode(window, has_five ? 1 : 0);
    if (!mode)
        return fail(Code::limine_no_paging_mode, {window.lowest + 4, window.highest + 4, has_five ? 5u : 4u},
                    boot.entry.kernel.value);
    features.five_levels = *mode != 0;
    return features;
}

Result<void> find_machine(Handover& handover)
{
    auto& [tables, list, count] = handover.firmware;
    tables = firmware_tables::find();
    count = acpi::list(tables, list);
    TRY(choose_apic_mode(handover));
    auto& processors = handover.processors;
    processors.waiting = {};
    processors.is_known = processors::find(acpi::find(handover.firmware.acpi(), processors::table), processors.report);
    processors.x2apic = local_apic::mode() == local_apic::Mode::x2apic;
    return {};
}

Result<void> map_memory(Boot& boot, Handover& handover)
{
    auto& plan = handover.plan;
    plan.revision = handover.revision();
    plan.execute = handover.settings.direct_map_execute;
    TRY(take_room(boot, handover));
    TRY(take_stacks(boot, handover));
    plan_loader_pages(handover);
    TRY(build_tables(boot, handover));
    prepare(*handover.area);
    if (handover.settings.early_faults)
        prepare_fault_report(*handover.area, plan.direct(handover.area_place()), facts_for_report(handover));
    start_page::prepare(environment_of(handover));
    return {};
}

void start_processors(Handover& handover)
{
    auto& waiting = handover.processors.waiting;
    auto const listed = waiting.size();
    if (listed > 1) {
        auto const count =
            processors::start(handover.processors.report, waiting, handover.room.address_of(waiting.front()));
        waiting = waiting.first(count);
    }
    auto& words = console::scratch_line();
    words.decimal(listed) << (listed == 1 ? " processor, " : " processors, ");
    words.decimal(waiting.size() - (waiting.empty() ? 0 : 1))
        << " started, in " << (handover.processors.x2apic ? "x2APIC" : "xAPIC") << " mode";
    console::done(words.view());
}

void silence_devices(Boot const& boot, Handover& handover)
{
    bool const is_exact = handover.revision() >= exact_state;
    auto const& report = handover.processors.report;
    machine::mask_interrupts();
    io_apic::mask(report.io_apics.all(), boot.memory.ranges(),
                  is_exact ? io_apic::NmiAndExtInt::mask : io_apic::NmiAndExtInt::keep);
    if (!is_exact)
        return;
    if (local_apic::mode() != local_apic::Mode::none)
        local_apic::prepare(report.nmi_pins.all(), own_uid(handover.processors));
    if (handover.wants(Feature::keep_iommu))
        return;
    auto const tables = handover.firmware.acpi();
    iommu::turn_off_intel(acpi::find(tables, acpi::signature("DMAR")), boot.memory.ranges());
    iommu::turn_off_amd(acpi::find(tables, acpi::signature("IVRS")), boot.memory.ranges());
}

void enter_kernel(Handover& handover)
{
    auto& boot_processor = handover.room.add(start_page::Waiting{.acpi_uid = 0,
                                                                 .lapic_id = 0,
                                                                 .stack_top = handover.stack_top,
                                                                 .start = handover.kernel.entry.value,
                                                                 .argument = 0});
    start_page::enter(handover.room.address_of(boot_processor));
}

} // namespace limine
