// The kernel's surroundings, made and described, and the leap.
#include "stage2/protocols/farjump/handoff.hpp"

#include "include/x86/control.hpp"
#include "include/x86/page_attributes.hpp"
#include "include/x86/serial.hpp"
#include "longmode/control.hpp"
#include "longmode/early_faults.hpp"
#include "longmode/enter.hpp"
#include "longmode/gdt.hpp"
#include "longmode/kernel_space.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/leave_bios.hpp"
#include "stage2/bios/video.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/farjump/machine_report.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/timeline.hpp"

#include <utility>

namespace handoff {

namespace {

void tell_of_tables(Gifts const& gifts)
{
    auto& words = console::new_words();
    words.decimal(gifts.paging.tables) << " page tables (";
    words.decimal(gifts.paging.tables * (sizeof(paging::Table) >> 10)) << " KiB), pages up to ";
    words << (gifts.paging.largest_page == 1_GiB                     ? "1 GiB, "
              : gifts.paging.largest_page == paging::large_page_size ? "2 MiB, "
                                                                     : "4 KiB, ");
    words.decimal(gifts.paging.levels) << " levels";
    if (!gifts.no_execute)
        words << "; no NX: data can be executed";
    console::done(words.view());
}

// Pixels are written and hardly ever read: several of them may go to the card together.
kernel_space::Device framebuffer_of(ScreenChoice const& screen)
{
    if (!screen.mode)
        return {};
    return {{screen.mode->physical}, screen.mode->bytes(), paging::Cacheability::write_combining};
}

// What the report of the kernel's first fault is written to. IBM, "PS/2 and PC BIOS Interface Technical Reference",
// "Data Areas": the video mode at 449h, its columns at 44Ah, COM1's port at 400h.
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

} // namespace

Result<Gifts> map_memory(LoadedKernel const& kernel, ScreenChoice const& screen, MemoryMap& memory,
                         requirements::Processor const& processor)
{
    auto const allocate = [&](std::uint64_t size, char const* name) {
        return memory.allocate(size, paging::page_size, MemoryKind::loader, name);
    };
    auto const& wishes = kernel.wishes;
    auto const cr4 = control::cr4(processor, wishes.flags);
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
        .read_only_direct_map = wishes.has(farjump::wish_read_only_direct_map),
        .features = control::paging_features(processor, cr4)};
    auto const handout = TRY(allocate(sizeof(Handout), "the boot information"));
    plan.fault_report = handout + offsetof(Handout, faults.code);
    plan.memory = memory.ranges();
    auto const count = kernel_space::tables_needed(plan);
    auto const tables = TRY(allocate(count * sizeof(paging::Table), "the page tables"));
    plan.memory = memory.ranges();
    paging::Arena arena{tables, {&object_at<paging::Table>(tables), count}};
    auto const space = TRY(kernel_space::build(plan, arena));

    Gifts const gifts{.stack = plan.stack,
                      .handout = handout,
                      .page_table_root = space.root(),
                      .identity_page = plan.identity_page,
                      .no_execute = plan.features.no_execute,
                      .direct_map_length = kernel_space::direct_map_length(plan),
                      .paging = {.levels = static_cast<std::uint32_t>(plan.features.levels()),
                                 .tables = static_cast<std::uint32_t>(arena.used()),
                                 .largest_page = space.largest_page(),
                                 .cr4 = std::to_underlying(cr4),
                                 .page_attributes = plan.features.page_attributes ? x86::page_attributes : 0}};
    tell_of_tables(gifts);
    return gifts;
}

Result<void> describe_machine(Gifts const& gifts, LoadedKernel const& kernel, farjump::Modules const& modules,
                              ScreenChoice const& screen, MemoryMap const& memory, steps::BootDisk const& disk,
                              boot_choice::Choice const& choice, requirements::Processor const& processor,
                              bios::Entropy const& entropy)
{
    auto& handout = object_at<Handout>(gifts.handout);
    TRY(describe(handout, gifts.handout, kernel, memory,
                 {.drive = disk.device.drive(),
                  .disk_signature = disk.partitions->disk_signature,
                  .partition = *disk.partition,
                  .kernel_path = choice.kernel,
                  .options = choice.options,
                  .no_execute = gifts.no_execute,
                  .page_table_root = gifts.page_table_root,
                  .identity_page = gifts.identity_page,
                  .direct_map_length = gifts.direct_map_length,
                  .paging = gifts.paging,
                  .modules = modules,
                  .screen = screen}));
    machine_report::write_machine(handout.info, processor, entropy);
    machine_report::write_disk(handout.info.disk, disk.device, *disk.partitions, *disk.partition);
    // A random address that stood in a log would help whoever reads it to attack the kernel.
    auto const hidden = kernel.placed_at_random ? kernel.slide : 0;
    auto& words = console::new_words();
    words.decimal(memory.ranges().size()) << " memory ranges; ";
    if (screen.mode)
        words << "setting the mode, "; // the last words if that hangs
    words << "entering the kernel at ";
    words.hex(kernel.entry.value - hidden) << (hidden != 0 ? "h as linked" : "h");
    console::done(words.view());
    return {};
}

void set_screen(ScreenChoice screen, Gifts const& gifts)
{
    if (!screen.mode || bios::set_video_mode(screen.mode->number))
        return;
    // The kernel is told, and the user by the kernel: the loader's log ends with its last step.
    screen = {std::nullopt, "the BIOS does not set the mode"};
    describe_screen(object_at<Handout>(gifts.handout), gifts.handout, screen);
}

void enter(Gifts const& gifts, LoadedKernel const& kernel)
{
    using longmode::handover;
    using x86::Efer;

    auto const& wishes = kernel.wishes;
    auto const in_direct_map = [](PhysAddr address) { return kernel_space::direct(address).value; };
    auto const efer = gifts.no_execute ? Efer::long_mode_enable | Efer::no_execute_enable : Efer::long_mode_enable;
    auto const report_page = kernel_space::fault_report_page(wishes.stack_guard_size, wishes.stack_size);
    auto& handout = object_at<Handout>(gifts.handout);
    early_faults::prepare(handout.faults, kernel_space::direct(gifts.handout), report_page,
                          facts_for_report(handout.info));
    gdt::describe_task(handout.gdt, in_direct_map(gifts.handout + offsetof(Handout, faults.task)));
    gdt::describe_task(gdt::gdt_table, reinterpret_cast<std::uintptr_t>(&handover.task));
    handover = {.page_table_root = static_cast<std::uint32_t>(gifts.page_table_root.value),
                .cr0 = static_cast<std::uint32_t>(control::cr0(wishes.flags)),
                .cr4 = static_cast<std::uint32_t>(gifts.paging.cr4),
                .efer = static_cast<std::uint32_t>(efer),
                .page_attributes = gifts.paging.page_attributes,
                .gdt = {sizeof(Handout::gdt) - 1, in_direct_map(gifts.handout + offsetof(Handout, gdt))},
                .idt = {sizeof(Handout::faults.idt) - 1, in_direct_map(gifts.handout + offsetof(Handout, faults.idt))},
                .stack_top = (kernel_space::stack_base(wishes.stack_guard_size) + wishes.stack_size).value,
                .boot_info = in_direct_map(gifts.handout + offsetof(Handout, info)),
                .entry = kernel.entry.value,
                .task = handout.faults.task,
                .interrupt = handout.faults.idt[x86::non_maskable_interrupt]};
    bios::announce_long_mode();
    bios::mask_interrupts();
    timeline::mark("entering the kernel");
    machine_report::write_history(handout, gifts.handout);
    longmode::enter_long_mode();
}

} // namespace handoff
