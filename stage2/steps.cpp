// The steps of the story, with the words for their results.
#include "stage2/steps.hpp"

#include "include/layout.hpp"
#include "include/x86/control.hpp"
#include "include/x86/page_attributes.hpp"
#include "longmode/control.hpp"
#include "longmode/enter.hpp"
#include "longmode/kernel_space.hpp"
#include "stage2/bios/a20.hpp"
#include "stage2/bios/entropy.hpp"
#include "stage2/bios/farewell.hpp"
#include "stage2/bios/memory.hpp"
#include "stage2/boot_volume.hpp"
#include "stage2/console.hpp"
#include "stage2/formats/mbr.hpp"
#include "stage2/formats/options.hpp"
#include "stage2/machine_report.hpp"
#include "stage2/module_loader.hpp"
#include "stage2/physical_memory.hpp"
#include "stage2/timeline.hpp"

#include <algorithm>
#include <utility>

namespace steps {

namespace {

// The result of a step in words. Not on the stack, where 400 bytes would make every access to other variables longer.
text::Sentence& new_words()
{
    static text::Sentence words{};
    words.clear();
    return words;
}

// A T in physical memory of its own. The memory holds whatever was there before.
template <typename T>
T& object_at(PhysAddr address)
{
    return *reinterpret_cast<T*>(physical_memory(address, sizeof(T)).data());
}

// The low memory that stage 2 uses was taken before anybody could be asked. Now the memory map can say whether it was
// ours to take.
Result<void> claim_low_memory(MemoryMap& memory)
{
    constexpr PhysAddr base{layout::stage2_base};
    constexpr std::uint64_t size = layout::low_memory_needed - layout::stage2_base;
    if (memory.claim(base, size, MemoryKind::loader))
        return {};
    return fail(errors::Code::low_memory_small,
                {bios::low_memory_end() >> 10, layout::low_memory_needed >> 10});
}

// Once, and before the step's result or its error.
void tell_of_spare_fat(fat::Volume const& volume)
{
    static bool told = false;
    if (volume.spare_fat_used() && !told)
        console::note("one FAT cannot be read everywhere: its copy is used");
    told = told || volume.spare_fat_used();
}

void tell_of_tables(Gifts const& gifts)
{
    auto& words = new_words();
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

// Where the kernel goes is left to chance, unless its entry says otherwise.
kernel_place::Chance chance_for(boot_choice::Choice const& choice, requirements::Processor const& processor)
{
    for (auto const line : choice.options)
        if (options::has_word(line, "nokaslr"))
            return {};
    auto const entropy = bios::gather_entropy({
        .rdseed = requirements::has(processor, requirements::Feature::rdseed),
        .rdrand = requirements::has(processor, requirements::Feature::rdrand)});
    return {.random = true, .virtual_place = entropy.placement[0], .physical_place = entropy.placement[1]};
}

} // namespace

Result<requirements::Processor> check_processor()
{
    auto const processor = requirements::this_processor();
    if (!processor.has_cpuid)
        return fail(errors::Code::no_cpuid);
    if (auto const missing = requirements::missing(processor); !missing.view().empty()) {
        auto& words = new_words() << processor.name() << " lacks " << missing.view();
        return fail(errors::Code::processor_lacks_features, {}, words.view());
    }
    console::done(processor.name());
    return processor;
}

Result<void> open_a20()
{
    console::done(a20::words(TRY(a20::open())));
    return {};
}

Result<void> read_memory(MemoryMap& memory)
{
    auto const source = TRY(bios::read_memory_map(memory));
    auto& words = new_words();
    words.size(memory.usable_bytes()) << " usable in ";
    words.decimal(memory.usable_ranges()) << (memory.usable_ranges() == 1 ? " range" : " ranges");
    if (source != "E820h")
        words << ", from INT 15h " << source << ": the BIOS has no E820h map";
    if (memory.forgotten() != 0)
        words << ", some more left unused: the map is too long";
    TRY(claim_low_memory(memory));
    console::done(words.view());
    return {};
}

Result<Workspace*> allocate_workspace(MemoryMap& memory)
{
    auto const place = TRY(memory.allocate(sizeof(Workspace), paging::page_size, MemoryKind::loader, "the loader"));
    return &object_at<Workspace>(place);
}

DiskCache cache_for(BootDisk& disk, Workspace& workspace)
{
    disk.device.on_progress = console::progress;
    return {disk.device, workspace.cache, 0, 0};        // of the disk, it reads what it is told to cover
}

Result<fat::Volume> find_volume(BootDisk& disk, DiskCache& cache, Workspace& workspace)
{
    // Stage 1 still lies where the BIOS put it: it says which disk, or which volume, it came from.
    auto const stage1 = physical_memory({layout::stage1_base}, layout::stage1_size);
    boot_volume::Origin const origin{disk.device.drive(), TRY(mbr::disk_signature(stage1))};
    auto const& partition = *TRY(boot_volume::find(origin, cache, workspace.partitions));
    disk.partition = &partition;
    disk.partitions = &workspace.partitions;

    auto volume = fat::Volume::open(cache);
    if (!volume)
        return volume;
    if (volume->backup_boot_sector_used())
        console::note("the boot sector is damaged: its copy is used");
    auto& words = new_words();
    words << "drive ";
    words.hex(origin.drive, 2) << "h, " << (partition.number != 0 ? "partition " : "whole disk");
    if (partition.number != 0)
        words.decimal(partition.number);
    words << (partition.table == Partition::Table::mbr_logical ? " (logical), " : ", ") << volume->type_name() << ", ";
    words.size(partition.sectors * disk.device.bytes_per_sector());
    console::done(words.view());
    return volume;
}

Result<boot_choice::Choice> choose_entry(fat::Volume const& volume, Workspace& workspace)
{
    auto const choice = boot_choice::choose(volume, workspace);
    tell_of_spare_fat(volume);
    if (!choice)
        return choice;
    console::done(choice->entry_path.empty() ? "none there: the default kernel" : choice->entry_path);
    return choice;
}

Result<LoadedKernel> load(fat::Volume const& volume, boot_choice::Choice const& choice, MemoryMap& memory,
                          Workspace& workspace, requirements::Processor const& processor)
{
    auto const opened = volume.open_file(choice.kernel, workspace.extents);
    tell_of_spare_fat(volume);
    auto const file = TRY(opened);
    auto const kernel = TRY(load_kernel(file, choice.kernel, memory, workspace, processor,
                                        chance_for(choice, processor)));
    auto& words = new_words();
    words << choice.kernel << ", ";
    words.size(kernel.bytes_read) << (kernel.sealed ? ", verified" : ", not sealed")
                                  << (kernel.placed_at_random ? ", placed at random" : "");
    console::done(words.view());
    return kernel;
}

Result<farjump::Modules> load_modules(fat::Volume const& volume, boot_choice::Choice const& choice, MemoryMap& memory,
                                      Workspace& workspace)
{
    auto const loaded = module_loader::load(volume, choice.modules, memory, workspace);
    tell_of_spare_fat(volume);
    auto const& result = TRY(loaded);
    auto& words = new_words();
    if (result.list.count == 0)
        words << "none asked for";
    else
        (words.decimal(result.list.count) << ", ").size(result.bytes_read);
    console::done(words.view());
    return result.list;
}

ScreenChoice choose_screen(boot_choice::Choice const& choice, LoadedKernel const& kernel, MemoryMap& memory)
{
    auto const screen = screen_choice::choose(choice.screen, kernel.wishes, memory);
    auto& words = new_words();
    if (screen.mode) {
        auto const& mode = *screen.mode;
        words.decimal(mode.size.width, text::Grouped::no) << 'x';
        words.decimal(mode.size.height, text::Grouped::no) << ", ";
        words.decimal(mode.bits_per_pixel) << " bits a pixel, framebuffer at ";
        words.hex(mode.physical) << 'h';
    } else {
        words << "text: " << screen.reason;
    }
    console::done(words.view());
    return screen;
}

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
                              ScreenChoice const& screen, MemoryMap const& memory, BootDisk const& disk,
                              boot_choice::Choice const& choice, requirements::Processor const& processor)
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
    machine_report::write_machine(handout.info, processor);
    machine_report::write_disk(handout.info.disk, disk.device, *disk.partitions, *disk.partition);
    auto& words = new_words();
    words.decimal(memory.ranges().size()) << " memory ranges; entering the kernel at ";
    words.hex(kernel.entry.value) << 'h';
    console::done(words.view());
    return {};
}

void set_screen(ScreenChoice screen, Gifts const& gifts)
{
    if (!screen.mode || bios::set_video_mode(screen.mode->number))
        return;
    screen = {std::nullopt, "the BIOS does not set the mode"};
    console::note(screen.reason);
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

} // namespace steps
