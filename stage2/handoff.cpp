// The kernel's surroundings, made and described, and the leap.
#include "stage2/handoff.hpp"

#include "include/x86/control.hpp"
#include "include/x86/page_attributes.hpp"
#include "longmode/control.hpp"
#include "longmode/enter.hpp"
#include "longmode/kernel_space.hpp"
#include "stage2/bios/farewell.hpp"
#include "stage2/bios/video.hpp"
#include "stage2/console.hpp"
#include "stage2/machine_report.hpp"
#include "stage2/physical_memory.hpp"
#include "stage2/timeline.hpp"

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
    kernel_space::Plan plan{.kernel = kernel.mappings(),
                            .memory = memory.ranges(),
                            .devices = {&framebuffer, screen.mode ? 1u : 0u},
                            .stack = TRY(allocate(wishes.stack_size, "the kernel's stack")),
                            .stack_size = wishes.stack_size,
                            .stack_guard_size = wishes.stack_guard_size,
                            .identity_page = {round_down(reinterpret_cast<std::uintptr_t>(&longmode::enter_long_mode),
                                                         paging::page_size)},
                            .features = control::paging_features(processor, cr4)};
    auto const handout = TRY(allocate(sizeof(Handout), "the boot information"));
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
    auto& words = console::new_words();
    words.decimal(memory.ranges().size()) << " memory ranges; ";
    if (screen.mode)
        words << "setting the mode, ";                      // the last words if that hangs
    words << "entering the kernel at ";
    words.hex(kernel.entry.value) << 'h';
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
    handover = {.page_table_root = static_cast<std::uint32_t>(gifts.page_table_root.value),
                .efer = static_cast<std::uint32_t>(efer),
                .cr4 = static_cast<std::uint32_t>(gifts.paging.cr4),
                .page_attributes = gifts.paging.page_attributes,
                .gdt = {sizeof(Handout::gdt) - 1, in_direct_map(gifts.handout + offsetof(Handout, gdt))},
                .idt = {0, 0},
                .stack_top = (kernel_space::stack_base(wishes.stack_guard_size) + wishes.stack_size).value,
                .boot_info = in_direct_map(gifts.handout + offsetof(Handout, info)),
                .entry = kernel.entry.value};
    bios::announce_long_mode();
    bios::mask_interrupts();
    timeline::mark("entering the kernel");
    machine_report::write_history(object_at<Handout>(gifts.handout), gifts.handout);
    longmode::enter_long_mode();
}

} // namespace handoff
