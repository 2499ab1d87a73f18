// SPDX-License-Identifier: BSD-2-Clause
// The one attribute that keeps the loader small.
#pragma once

// A function that is compiled once and called, even where the compiler would put a copy of its body into each caller.
//
// Stage 2's core must fit into one BIOS read (include/layout.hpp), so it is compiled for size, and `make` prints what is
// left. The compiler estimates sizes before it has assigned registers, and in two cases its guess is wrong: a body that is
// somewhat longer than a call, and a body whose large variables (a path, a sentence, an image) would lie in the caller's
// stack frame, where they lengthen every access to the caller's own variables. This attribute marks those functions. It
// changes no result: remove it, and the code is only larger.
#define OUT_OF_LINE [[gnu::noinline]]
