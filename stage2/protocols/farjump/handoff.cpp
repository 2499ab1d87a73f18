// SPDX-License-Identifier: BSD-2-Clause
// Builds and describes the kernel's environment, and enters the kernel.
#include "stage2/protocols/farjump/handoff.hpp"

#include "include/x86/control.hpp"
#include "include/x86/page_attributes.hpp"
#include "include/x86/serial.hpp"
#include "longmode/control.hpp"
#include "longmode/early_faults.hpp"
#include "longmode/enter.hpp"
#include "longmode/gdt.hpp"
#include "longmode/kernel_space.hpp"
#include "stage2/annex/load.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/graphics.hpp"
#include "stage2/bios/leave_bios.hpp"
#include "stage2/boot.hpp"
#include "stage2/machine/pic.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/farjump/describe.hpp"
#include "stage2/protocols/farjump/machine_report.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/timeline.hpp"

#include <utility>

namespace farjump_protocol {

namespace {

void report_tables(KernelEnvironment const& environment)
{
    auto& words = console::scratch_line();
    words.decimal(environment.paging.tables) << " page tables (";
    words.decimal(environment.paging.tables * (sizeof(paging::Table) >> 10)) << " KiB), pages up to ";
    words << (environment.paging.largest_page == 1_GiB                     ? "1 GiB, "
              : environment.paging.largest_page == paging::large_page_size ? "2 MiB, "
                                                                           : "4 KiB, ");
    words.decimal(environment.paging.levels) << " levels";
    if (!environment.no_execute)
        words << "; no NX: data can be executed";
    console::done(words.view());
}

// Pixels are written and rarely read, so the mapping is write-combining.
kernel_space::Device framebuffer_of(ScreenChoice const& screen)
{
    if (!screen.mode)
        return {};
    return {{screen.mode->physical}, screen.mode->bytes(), paging::Cacheability::write_combining};
}

// The devices for the report of a fault in the kernel. IBM, "PS/2 and PC BIOS Interface Technical Reference", "Data
// Areas": video mode at 449h, number of columns at 44Ah, COM1's port at 400h.
fault_report::Facts facts_for_report(farjump::BootInfo const& info)
{
    constexpr std::uint32_t video_mode = 0x449, columns = 0x44A;
    constexpr std::uint8_t monochrome = 7;
    constexpr std::uint32_t glyph_width = 8;
    auto const& screen = info.screen;
    fault_report::Facts facts{.reporting = 0,
                              .guard_begin = info.stack_base - info.stack_guard_size,
                              .guard_end = info.stack_base,
                              .screen = screen.framebuffer.address,
                              .font = screen.font.address,
                              .pitch = screen.pitch,
                              .columns = static_cast<std::uint16_t>(screen.width / glyph_width),
                              .com1 = x86::com1_port(bios::peek16(x86::com1_word)),
                              .bytes_per_pixel = static_cast<std::uint8_t>((screen.bits_per_pixel + 7) / 8),
                              .padding = {}};
    if (screen.kind == farjump::ScreenKind::text) {
        bool const mono = bios::peek8(video_mode) == monochrome;
        facts.screen = kernel_space::direct({mono ? 0xB0000u : 0xB8000u}).value;
        facts.font = 0;
        facts.columns = bios::peek16(columns);
        facts.pitch = facts.columns * 2;
    }
    return facts;
}

std::uint64_t in_direct_map(PhysAddr address)
{
    return kernel_space::direct(address).value;
}

// The kernel's GDT, whose task is the fault reporter's. The descriptor is not busy: LTR raises an exception for a busy one.
void write_gdt(PhysAddr place)
{
    auto& table = object_at<BootInfoArea>(place).gdt;
    table = gdt::table;
    gdt::describe_task(table, in_direct_map(place + offsetof(BootInfoArea, faults.task)));
}

// All of the kernel's processor state that is known before the boot information is complete.
void prepare_switch(Handoff const& handoff)
{
    auto const& environment = handoff.environment;
    auto const& kernel = handoff.kernel;
    auto const area = environment.area;
    using x86::Efer;
    auto const efer =
        environment.no_execute ? Efer::long_mode_enable | Efer::no_execute_enable : Efer::long_mode_enable;
    write_gdt(area);
    longmode::handover = {
        .page_table_root = static_cast<std::uint32_t>(environment.page_table_root.value),
        .cr0 = static_cast<std::uint32_t>(control::cr0(kernel.wishes.flags)),
        .cr4 = static_cast<std::uint32_t>(environment.paging.cr4),
        .efer = static_cast<std::uint32_t>(efer),
        .page_attributes = environment.paging.page_attributes,
        .gdt = {sizeof(BootInfoArea::gdt) - 1, in_direct_map(area + offsetof(BootInfoArea, gdt))},
        .idt = {sizeof(BootInfoArea::faults.idt) - 1, in_direct_map(area + offsetof(BootInfoArea, faults.idt))},
        .stack_top = (kernel_space::stack_base(kernel.wishes.stack_guard_size) + kernel.wishes.stack_size).value,
        .boot_info = in_direct_map(area + offsetof(BootInfoArea, info)),
        .entry = kernel.entry.value,
        .task = {},
        .interrupt = {}};
}

farjump::BootState boot_state_of(CountedBoot const& counted)
{
    if (counted.sector_bytes == 0)
        return {};
    return {.lba = counted.sector.value,
            .sector_bytes = counted.sector_bytes,
            .tries_left = counted.tries_left,
            .expected = {in_direct_map(counted.expected)},
            .finished = {in_direct_map(counted.finished)}};
}

} // namespace

Result<void> map_memory(Boot& boot, Handoff& handoff)
{
    auto const& kernel = handoff.kernel;
    auto const& screen = handoff.screen;
    auto& memory = boot.memory;
    auto const allocate = [&](std::uint64_t size, char const* name) {
        return memory.allocate({size, paging::page_size, MemoryKind::loader, name});
    };
    auto const& wishes = kernel.wishes;
    auto const cr4 = control::cr4(boot.processor, wishes.flags);
    auto const framebuffer = framebuffer_of(screen);
    kernel_space::Plan plan{
        .kernel = kernel.mappings(),
        .memory = memory.ranges(),
        .devices = {&framebuffer, screen.mode ? 1u : 0u},
        .stack = TRY(allocate(wishes.stack_size, "the kernel's stack")),
        .stack_size = wishes.stack_size,
        .stack_guard_size = wishes.stack_guard_size,
        .identity_page = {round_down(reinterpret_cast<std::uintptr_t>(&longmode::enter_long_mode), paging::page_size)},
        .fault_report = {},
        .start_page = {},
        .read_only_direct_map = wishes.has(farjump::wish_read_only_direct_map),
        .features = control::paging_features(boot.processor, cr4)};
    auto const area = TRY(allocate(sizeof(BootInfoArea), "the boot information"));
    plan.fault_report = area + offsetof(BootInfoArea, faults.code);
    ProcessorCalls const* processors = nullptr;
    WaitingProcessors waiting{};
    if (wishes.has(farjump::wish_processors)) {
        processors = &TRY(annex::load(boot, "starting the processors"))->processors();
        waiting = TRY(processors->find(memory, wishes.stack_size));
        plan.start_page = waiting.page;
    }
    plan.memory = memory.ranges();
    auto const count = kernel_space::tables_needed(plan) + waiting.tables;
    auto const tables = TRY(allocate(count * sizeof(paging::Table), "the page tables"));
    plan.memory = memory.ranges();
    paging::Arena arena{tables, {&object_at<paging::Table>(tables), count}};
    auto const space = TRY(kernel_space::build(plan, arena));
    auto const used = arena.used();
    if (processors != nullptr)
        waiting.switch_root = TRY(processors->make_switch_root(arena, space.root(), plan.features));

    handoff.environment = {.stack = plan.stack,
                           .area = area,
                           .page_table_root = space.root(),
                           .identity_page = plan.identity_page,
                           .no_execute = plan.features.no_execute,
                           .direct_map_length = kernel_space::direct_map_length(plan),
                           .paging = {.levels = static_cast<std::uint32_t>(plan.features.levels()),
                                      .tables = static_cast<std::uint32_t>(used),
                                      .largest_page = space.largest_page(),
                                      .cr4 = std::to_underlying(cr4),
                                      .page_attributes = plan.features.page_attributes ? x86::page_attributes : 0},
                           .waiting = waiting};
    report_tables(handoff.environment);
    prepare_switch(handoff);
    return {};
}

Result<void> start_other_processors(Boot& boot, Handoff& handoff)
{
    auto const& wishes = handoff.kernel.wishes;
    handoff.processors = {};
    if (!wishes.has(farjump::wish_processors))
        return {};
    auto const* const annex = TRY(annex::load(boot, {}));
    handoff.processors = annex->processors().start(
        handoff.environment.waiting, kernel_space::start_page(wishes.stack_guard_size, wishes.stack_size));
    return {};
}

Result<void> describe_machine(Boot& boot, Handoff const& handoff)
{
    auto const& [kernel, modules, screen, environment, processors] = handoff;
    auto const& disk = boot.disk;
    auto& area = object_at<BootInfoArea>(environment.area);
    TRY(describe(area, environment.area,
                 {.kernel = kernel,
                  .memory = boot.memory.ranges(),
                  .drive = disk.device.drive(),
                  .disk_signature = disk.partitions->disk_signature,
                  .partition = *disk.partition,
                  .kernel_path = boot.entry.kernel.value,
                  .settings = boot.entry.settings,
                  .no_execute = environment.no_execute,
                  .page_table_root = environment.page_table_root,
                  .identity_page = environment.identity_page,
                  .direct_map_length = environment.direct_map_length,
                  .paging = environment.paging,
                  .modules = modules,
                  .screen = screen,
                  .processors = processors,
                  .boot_state = boot_state_of(boot.counted)}));
    machine_report::write_machine(area.info, boot.processor, boot.entropy);
    boot.entropy = {}; // so that the kernel has the only copy of the seed
    machine_report::write_disk(area.info.disk, disk.device, *disk.partitions, *disk.partition);
    // The log shows the link address: a random address in a log would help an attacker.
    auto const hidden = kernel.placed_at_random ? kernel.slide : 0;
    auto& words = console::scratch_line();
    words.decimal(boot.memory.ranges().size()) << " memory ranges; ";
    if (screen.mode)
        words << "setting the mode, "; // the last message if that hangs
    words << "entering the kernel at ";
    words.hex(kernel.entry.value - hidden) << (hidden != 0 ? "h as linked" : "h");
    console::done(words.view());
    return {};
}

void set_screen(Handoff& handoff)
{
    auto& screen = handoff.screen;
    if (!screen.mode || screen.calls->set_video_mode(screen.mode->number))
        return;
    // Only the kernel learns of this, because the loader's log has already ended.
    screen = {std::nullopt, "the BIOS does not set the mode"};
    auto const place = handoff.environment.area;
    describe_screen(object_at<BootInfoArea>(place), place, screen);
}

void enter_kernel(Handoff const& handoff)
{
    using longmode::handover;

    auto const& wishes = handoff.kernel.wishes;
    auto const place = handoff.environment.area;
    auto const report_page = kernel_space::fault_report_page(wishes.stack_guard_size, wishes.stack_size);
    auto& area = object_at<BootInfoArea>(place);
    early_faults::prepare(area.faults, kernel_space::direct(place), report_page, facts_for_report(area.info));
    write_gdt(place); // the other processors have made the task busy
    gdt::describe_task(gdt::gdt_table, reinterpret_cast<std::uintptr_t>(&handover.task));
    handover.task = area.faults.task;
    handover.interrupt = area.faults.idt[x86::non_maskable_interrupt];
    console::close();
    bios::announce_long_mode();
    machine::mask_interrupts();
    timeline::mark("entering the kernel");
    machine_report::write_history(area, place);
    longmode::enter_long_mode();
}

} // namespace farjump_protocol
