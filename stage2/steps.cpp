// The steps of the story, with the words for their results.
#include "stage2/steps.hpp"

#include "include/layout.hpp"
#include "stage2/bios/a20.hpp"
#include "stage2/bios/memory.hpp"
#include "stage2/entries/options.hpp"
#include "stage2/image/modules.hpp"
#include "stage2/memory/memory_trial.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/partitions/boot_volume.hpp"
#include "stage2/partitions/mbr.hpp"
#include "stage2/talk/console.hpp"

namespace steps {

namespace {

// The low memory that stage 2 uses was taken before anybody could be asked. Now the memory map can say whether it was
// ours to take.
Result<void> claim_low_memory(MemoryMap& memory)
{
    constexpr PhysAddr base{layout::stage2_base};
    constexpr std::uint64_t size = layout::low_memory_needed - layout::stage2_base;
    if (TRY(memory.claim(base, size, MemoryKind::loader)))
        return {};
    return fail(errors::Code::low_memory_small, {bios::low_memory_end() >> 10, layout::low_memory_needed >> 10});
}

// The console's scratch line is taken: it has the step's result.
void tell_of_bad_memory(std::uint32_t base, std::uint32_t end)
{
    text::Sentence line;
    line.size(end - base) << " at ";
    line.hex(base) << "h are bad memory, unused";
    console::note(line.view());
}

// Once, and before the step's result or its error.
void tell_of_spare_fat(fat::Volume const& volume)
{
    static bool told = false;
    if (volume.spare_fat_used() && !told)
        console::note("one FAT cannot be read everywhere: its copy is used");
    told = told || volume.spare_fat_used();
}

// Where the kernel goes is left to chance, unless its entry says otherwise.
kernel_place::Chance chance_for(boot_choice::Choice const& choice, bios::Entropy const& entropy)
{
    for (auto const line : choice.options)
        if (options::has_word(line, "nokaslr"))
            return {};
    return {.random = true, .virtual_place = entropy.placement[0], .physical_place = entropy.placement[1]};
}

} // namespace

Result<requirements::Processor> check_processor()
{
    auto const processor = requirements::this_processor();
    if (!processor.has_cpuid)
        return fail(errors::Code::no_cpuid);
    if (auto const missing = requirements::missing(processor); !missing.view().empty()) {
        auto& words = console::new_words() << processor.name() << " lacks " << missing.view();
        return fail(errors::Code::processor_lacks_features, {}, words.view());
    }
    console::done(processor.name());
    return processor;
}

bios::Entropy gather_entropy(requirements::Processor const& processor)
{
    using requirements::Feature;
    return bios::gather_entropy({.rdseed = has(processor, Feature::rdseed), .rdrand = has(processor, Feature::rdrand)});
}

Result<void> open_a20()
{
    console::done(a20::words(TRY(a20::open())));
    return {};
}

Result<Workspace*> read_memory(MemoryMap& memory, requirements::Processor const& processor)
{
    memory.limit(std::uint64_t{1} << processor.physical_address_bits());
    auto const source = TRY(bios::read_memory_map(memory));
    auto& words = console::new_words();
    words.size(memory.usable_bytes()) << " usable in ";
    words.decimal(memory.usable_ranges()) << (memory.usable_ranges() == 1 ? " range" : " ranges");
    if (source != "E820h")
        words << ", from INT 15h " << source << ": the BIOS has no E820h map";
    if (memory.forgotten() != 0)
        words << ", some more left unused: the map is too long";
    TRY(claim_low_memory(memory));
    memory.try_before_use({memory_trial::keeps, tell_of_bad_memory});
    auto const place = TRY(memory.allocate(sizeof(Workspace), paging::page_size, MemoryKind::loader, "the loader"));
    console::done(words.view());
    return &object_at<Workspace>(place);
}

DiskCache cache_for(BootDisk& disk, Workspace& workspace)
{
    disk.device.on_progress = console::progress;
    return {disk.device, workspace.cache, 0, 0}; // of the disk, it reads what it is told to cover
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
    auto& words = console::new_words();
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
    console::done(choice->entry_path.empty() ? "none there: the default kernel"
                                             : console::new_words().name(choice->entry_path).view());
    return choice;
}

Result<LoadedKernel> load(fat::Volume const& volume, boot_choice::Choice const& choice, MemoryMap& memory,
                          Workspace& workspace, requirements::Processor const& processor, bios::Entropy const& entropy)
{
    auto const opened = volume.open_file(choice.kernel, workspace.extents);
    tell_of_spare_fat(volume);
    auto const file = TRY(opened);
    auto const kernel =
        TRY(load_kernel(file, choice.kernel, memory, workspace, processor, chance_for(choice, entropy)));
    auto& words = console::new_words();
    words.name(choice.kernel) << ", ";
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
    auto& words = console::new_words();
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
    auto& words = console::new_words();
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

} // namespace steps
