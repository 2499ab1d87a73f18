// How a kernel of our own protocol is loaded, told about the machine, and entered.
#include "stage2/protocols/farjump/farjump.hpp"

#include "stage2/boot.hpp"
#include "stage2/entries/options.hpp"
#include "stage2/image/modules.hpp"
#include "stage2/protocols/farjump/handoff.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/volumes/notices.hpp"

namespace farjump_protocol {

namespace {

using console::step;

Handoff handoff;

Result<void> check_processor(requirements::Processor const& processor)
{
    if (!processor.has_cpuid)
        return fail(errors::Code::no_cpuid);
    if (auto const missing = requirements::missing(processor); !missing.view().empty()) {
        auto& words = console::scratch_line() << processor.name() << " lacks " << missing.view();
        return fail(errors::Code::processor_lacks_features, {}, words.view());
    }
    return {};
}

// The kernel's place is random, unless its entry says `nokaslr`.
placement::KaslrInput kaslr_input(Boot const& boot)
{
    for (auto const line : boot.entry.options)
        if (options::has_word(line, "nokaslr"))
            return {};
    auto const& random = boot.entropy.placement;
    return {.random = true, .virtual_place = random[0], .physical_place = random[1]};
}

Result<void> load(Boot& boot, File& file)
{
    TRY(check_processor(boot.processor));
    handoff.kernel = TRY(load_kernel(file, {.path = boot.entry.kernel,
                                            .memory = boot.memory,
                                            .room = boot.workspace->kernel_file,
                                            .processor = boot.processor,
                                            .kaslr = kaslr_input(boot)}));
    auto const& kernel = handoff.kernel;
    auto& words = console::scratch_line();
    words.name(boot.entry.kernel) << ", ";
    words.size(kernel.bytes_read) << (kernel.sealed ? ", verified" : ", not sealed")
                                  << (kernel.placed_at_random ? ", placed at random" : "");
    console::done(words.view());
    return {};
}

Result<void> load_modules(Boot& boot)
{
    auto const loaded = module_loader::load(*boot.volume, boot.entry.modules, boot.memory);
    volumes::note_spare_parts(*boot.volume);
    auto const& result = TRY(loaded);
    auto& words = console::scratch_line();
    if (result.list.count == 0)
        words << "none asked for";
    else
        (words.decimal(result.list.count) << ", ").size(result.bytes_read);
    console::done(words.view());
    handoff.modules = result.list;
    return {};
}

// The screen that the kernel will find. It is set up last of all, so that messages stay readable.
void choose_screen(Boot& boot)
{
    auto const& screen = handoff.screen = screen_choice::choose(boot.entry.screen, handoff.kernel.wishes, boot.memory);
    auto& words = console::scratch_line();
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
}

// clang-format off: a line for each step
Result<void> hand_over(Boot& boot)
{
    step("loading modules");            TRY(load_modules(boot));
    step("choosing a screen");          choose_screen(boot);
    step("mapping memory");             TRY(map_memory(boot, handoff));
    step("describing the machine");     TRY(describe_machine(boot, handoff));
    set_screen(handoff);
    return {};
}
// clang-format on

[[gnu::noreturn]] void enter(Boot&)
{
    enter_kernel(handoff);
}

} // namespace

constinit Protocol const protocol{.load = load, .hand_over = hand_over, .enter = enter};

} // namespace farjump_protocol
