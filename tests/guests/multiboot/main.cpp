// SPDX-License-Identifier: BSD-2-Clause
// The order of work of a test kernel, its last line and its end.

#include "tests/guests/multiboot/checks.hpp"
#include "tests/guests/multiboot/com1.hpp"
#include "tests/guests/multiboot/read_answer.hpp"

namespace guest {
namespace {

constexpr std::uint16_t DEBUG_EXIT = 0x501; // QEMU's isa-debug-exit; its status is twice the value, plus 1
constexpr std::uint8_t ALL_OK = 0x10, SOME_FAILED = 0x11;

void print_end(Report const& report)
{
    com1::print(expectation.protocol == 1 ? "MB1 done: " : "MB2 done: ");
    com1::print_decimal(report.checks());
    if (report.failures()) {
        com1::print(" checks, ");
        com1::print_decimal(report.failures());
        com1::print(" failed\n");
    } else {
        com1::print(" checks ok\n");
    }
}

} // namespace

Answer check_all(Report& report)
{
    auto const answer = read_answer(report);
    check_state(report);
    check_segments(report);
    check_firmware(report);
    check_bss(report);
    check_image(report, answer);
    check_memory(report, answer);
    check_stack(report, answer);
    check_modules(report, answer);
    check_strings(report, answer);
    check_device(report, answer);
    check_screen(report, answer);
    check_vbe(report, answer);
    check_tables(report, answer);
    check_symbols(report, answer);
    return answer;
}

} // namespace guest

extern "C" void run()
{
    using namespace guest;
    entry_state.a20_is_open = a20_is_open();
    com1::set_up();
    com1::print("\n");
    Report report;
    check_all(report);
    com1::print("MB image: ");
    com1::print_hex(image().begin);
    com1::print("\nMB screen: ", expects_graphics() ? "graphics" : "text", "\n");
    if (expectation.mutate)
        run_mutations();
    print_end(report);
    out8(DEBUG_EXIT, report.failures() ? SOME_FAILED : ALL_OK);
}

extern "C" void wrong_entry_taken()
{
    using namespace guest;
    com1::set_up();
    com1::print("\n");
    Report report;
    report.that(Topic::base, "the entry is the kludge's, not that of the ELF header", false);
    print_end(report);
    out8(DEBUG_EXIT, SOME_FAILED);
}
