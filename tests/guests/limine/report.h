// SPDX-License-Identifier: BSD-2-Clause
/* Words on COM1, and the count of checks. A failed check is a line `bad: ...`; facts for readers are `info: ...`. */
#pragma once
#include "tests/guests/limine/types.h"

void open_com1(void);
void text(char const* words);
void hex(u64 value);
void decimal(u64 value);
void info(char const* what, u64 value);
void info_text(char const* what, char const* words);

void check(int good, char const* what);
void check_is(u64 got, u64 wanted, char const* what);
void check_numbers(int good, char const* what, u64 got, u64 wanted); /* the numbers are printed if it is bad */

#define CHECK(condition, what) check(!!(condition), what)
#define CHECK_IS(got, wanted, what) check_is((u64)(got), (u64)(wanted), what)

/* Prints the result, and leaves QEMU through port F4h: 10h if all checks are good (exit status 33), otherwise 12h (37). */
__attribute__((noreturn)) void leave(void);
