// THE STORY: one boot, from the processor check to the kernel. Each line is a folder you may open or skip.
#include "stage2/protocols/farjump/handoff.hpp"
#include "stage2/steps.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/failure.hpp"
#include "stage2/talk/panic.hpp"
#include "stage2/talk/timeline.hpp"

namespace {

using namespace steps;
using namespace handoff;
using console::step;

MemoryMap memory;

// clang-format off: a line for each step
Result<void> boot(std::uint8_t drive)
{
    step("checking the processor");     auto const processor = TRY(check_processor());
                                        auto const entropy = gather_entropy(processor);
    step("opening the A20 gate");       TRY(open_a20());
    step("reading the memory map");     auto& workspace = *TRY(read_memory(memory, processor));
    step("reading the disk");           BootDisk disk{drive};
                                        auto cache = cache_for(disk, workspace);
                                        auto const volume = TRY(find_volume(disk, cache, workspace));
    step("choosing a boot entry");      auto const choice = TRY(choose_entry(volume, workspace));
    step("loading the kernel");         auto const kernel = TRY(load(volume, choice, memory, workspace, processor,
                                                                entropy));
    step("loading modules");            auto const modules = TRY(load_modules(volume, choice, memory, workspace));
    step("choosing a screen");          auto const screen = choose_screen(choice, kernel, memory);
    step("mapping memory");             auto const gifts = TRY(map_memory(kernel, screen, memory, processor));
    step("describing the machine");     TRY(describe_machine(gifts, kernel, modules, screen, memory, disk, choice,
                                                             processor, entropy));
                                        set_screen(screen, gifts);
    enter(gifts, kernel);
}
// clang-format on

} // namespace

extern "C" [[noreturn]] void stage2_main(std::uint8_t drive)
{
    timeline::begin();
    panic::install_handlers();
    console::open();
    stop(boot(drive).error()); // boot() returns only when it failed
}
