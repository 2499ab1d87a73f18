// SPDX-License-Identifier: BSD-2-Clause
// farjump's own boot protocol: loads the kernel, describes the machine to it and enters it.
#include "stage2/protocols/farjump/farjump.hpp"

#include "stage2/annex/load.hpp"
#include "stage2/boot.hpp"
#include "stage2/entries/options.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/farjump/handoff.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"
#include "stage2/volumes/notices.hpp"

#include <algorithm>

namespace farjump_protocol {

namespace {

using console::step;

Handoff handoff;

// An old seal needs the annex.
Result<void> verify(Boot& boot)
{
    using requirements::Feature, requirements::has;
    auto const& seal = handoff.kernel.seal;
    auto const path = boot.entry.kernel.value;
    SealMethods methods;
    if (!has(boot.processor, Feature::sse2))
        methods.add = wide_sum::add_by_words;
    if (seal && seal->format == seal::old_format) {
        methods.old_checksum = TRY(annex::load(boot, path))->old_checksum;
        methods.has_sse4_2 = has(boot.processor, Feature::sse4_2);
    }
    return verify_seal(handoff.kernel, boot.workspace->kernel_file, methods, path);
}

// Reads the kernel, verifies it, checks that this processor has the instruction set level it is built for, and relocates a
// position-independent kernel to its run-time addresses.
Result<void> load_and_relocate(Boot& boot, File& file)
{
    auto& room = boot.workspace->kernel_file;
    auto& kernel = handoff.kernel;
    auto const path = boot.entry.kernel.value;
    kernel = TRY(load_kernel(
        file,
        {.path = path, .memory = boot.memory, .room = room, .processor = boot.processor, .kaslr = kaslr_input(boot)}));
    TRY(verify(boot));
    if (!kernel.position_independent && kernel.isa_level <= isa_check::lowest_level)
        return {};
    auto const* const annex = TRY(annex::load(boot, path));
    TRY(annex->check_isa(kernel.isa_level, boot.processor, path));
    if (!kernel.position_independent)
        return {};
    return annex->relocate(room.image, physical_memory(kernel.physical, kernel.size), kernel.slide, path);
}

Result<void> load(Boot& boot, File* file)
{
    boot.workspace->kernel_file.has_farjump_note = false;
    boot.workspace->kernel_file.is_loaded = false;
    TRY(check_processor(boot.processor));
    TRY(load_and_relocate(boot, *file));
    auto const& kernel = handoff.kernel;
    auto& words = console::scratch_line();
    words.name(boot.entry.kernel.value) << ", ";
    words.size(kernel.bytes_read) << (kernel.seal ? ", verified" : ", not sealed")
                                  << (kernel.placed_at_random ? ", placed at random" : "");
    console::done(words.view());
    return {};
}

Result<void> load_modules(Boot& boot)
{
    handoff.modules = {};
    auto const& settings = boot.entry.settings;
    if (std::ranges::all_of(settings, [](auto const& setting) { return setting.has(boot_entry::options); })) {
        console::done("none asked for");
        return {};
    }
    auto const* const annex = TRY(annex::load(boot, "loading modules"));
    auto const loaded =
        annex->load_modules(*boot.volume, settings, boot.memory, has(boot.processor, requirements::Feature::sse2));
    volumes::note_spare_parts(*boot.volume);
    auto const& result = TRY(loaded);
    handoff.modules = result.list;
    auto& words = console::scratch_line().decimal(result.list.count) << ", ";
    words.size(result.size) << (result.list.count != 0 && result.verified ? ", verified" : "");
    console::done(words.view());
    return {};
}

ScreenChoice text(std::string_view reason)
{
    return {std::nullopt, reason};
}

// Without the annex the screen stays in text mode.
ScreenChoice screen_for(Boot& boot)
{
    auto const& of_entry = boot.entry.screen;
    auto const& wishes = handoff.kernel.wishes;
    if (of_entry && !of_entry->graphics)
        return text("the boot entry asks for text");
    if (!of_entry && !wishes.has(farjump::wish_framebuffer))
        return text("nobody asked for graphics");
    if (auto const annex = annex::load(boot, "graphics"))
        return (*annex)->choose_screen(of_entry, wishes, boot.memory);
    else
        console::note(error_text::why(annex.error()).view());
    return text("the loader's annex is not there");
}

// Chooses the kernel's screen. set_screen() sets the mode at the very end, so that messages stay readable.
void choose_screen(Boot& boot)
{
    auto const& screen = handoff.screen = screen_for(boot);
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

// clang-format off: one line for each step
Result<void> hand_over(Boot& boot)
{
    step("loading modules");            TRY(load_modules(boot));
    step("choosing a screen");          choose_screen(boot);
    step("mapping memory");             TRY(map_memory(boot, handoff));
                                        TRY(start_other_processors(boot, handoff));
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

placement::KaslrInput kaslr_input(Boot const& boot)
{
    for (auto const& setting : boot.entry.settings)
        if (setting.has(boot_entry::options) && options::has_word(setting.value, "nokaslr"))
            return {};
    auto const& random = boot.entropy.placement;
    return {.random = true, .virtual_place = random[0], .physical_place = random[1]};
}

constinit Protocol const protocol{.load = load, .hand_over = hand_over, .enter = enter};

} // namespace farjump_protocol
