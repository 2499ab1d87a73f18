// SPDX-License-Identifier: BSD-2-Clause
// One boot, from the identification of the processor to the jump to the kernel. The comment behind each step names the
// room that does the work.
#include "stage2/boot.hpp"
#include "stage2/protocols/protocol.hpp"
#include "stage2/steps.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/failure.hpp"
#include "stage2/talk/panic.hpp"
#include "stage2/talk/timeline.hpp"

namespace {

using namespace steps;
using console::step;

// clang-format off: one line for each step, with its room
Result<void> run(Boot& boot)
{
    step("identifying the processor");  identify_processor(boot);                   // longmode/
                                        gather_entropy(boot);                       // machine/
    step("opening the A20 gate");       TRY(open_a20());                            // bios/
    step("reading the memory map");     TRY(read_memory_map(boot));                 // bios/, memory/
    step("reading the disk");           TRY(find_volume(boot));                     // partitions/, volumes/
    step("choosing a boot entry");      TRY(choose_entry(boot));                    // entries/
    step("loading the kernel");         auto const& protocol = *TRY(load(boot));    // protocols/, image/
                                        TRY(protocol.hand_over(boot));              // protocols/farjump/farjump.cpp
                                        leave_mark();                               // machine/
    protocol.enter(boot);
}
// clang-format on

} // namespace

extern "C" [[noreturn]] void stage2_main(std::uint8_t drive)
{
    timeline::begin();
    panic::install_handlers();
    console::open();
    static Boot boot{drive};
    auto const error = run(boot).error(); // run() returns only if it failed
    stop(error, boot.counted.sector_bytes != 0 ? ByItself::yes : ByItself::no);
}
