// SPDX-License-Identifier: BSD-2-Clause
// The checks, one topic or two in the file of their name. Each takes its input as data, so that it can be damaged.
#pragma once

#include "tests/guests/multiboot/answer.hpp"
#include "tests/guests/multiboot/report.hpp"

namespace guest {

void check_state(Report& report);
void check_segments(Report& report);
void check_stack(Report& report, Answer const& answer);
void check_firmware(Report& report);
void check_bss(Report& report);
void check_image(Report& report, Answer const& answer);
void check_memory(Report& report, Answer const& answer);
void check_modules(Report& report, Answer const& answer);
void check_strings(Report& report, Answer const& answer);
void check_device(Report& report, Answer const& answer);
void check_screen(Report& report, Answer const& answer);
void check_vbe(Report& report, Answer const& answer);
void check_tables(Report& report, Answer const& answer);
void check_symbols(Report& report, Answer const& answer);

// Reads the answer and makes all checks. Returns the answer.
Answer check_all(Report& report);

// Damages the answer in many ways, one after the other, and prints whether the checks find it.
void run_mutations();

// True if the A20 gate is open now.
bool a20_is_open();

} // namespace guest
