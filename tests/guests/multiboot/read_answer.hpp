// SPDX-License-Identifier: BSD-2-Clause
// Reads the loader's answer, and checks its form: every flag, size, alignment and count.
#pragma once

#include "tests/guests/multiboot/answer.hpp"
#include "tests/guests/multiboot/report.hpp"

namespace guest {

// The storage of an Answer's lists. It is overwritten by the next reading.
struct Lists {
    Range ranges[MOST_RANGES];
    Module modules[MOST_MODULES];
    Piece pieces[MOST_PIECES];
};
extern Lists lists;

// Adds to the lists, whose ends are those of the answer. An answer with too many is a failed check.
void add_range(Answer& answer, Report& report, Range range);
void add_module(Answer& answer, Report& report, Module module);
void add_piece(Answer& answer, Report& report, Piece piece);

// Adds a string with its NUL as a piece; without a NUL that is a failed check.
void add_string(Answer& answer, Report& report, char const* name, Address string);

Answer read_multiboot1(Report& report, Address info);
Answer read_multiboot2(Report& report, Address info);

Answer read_answer(Report& report);

} // namespace guest
