// SPDX-License-Identifier: BSD-2-Clause
// Tells the compiler which vector registers an asm statement of the checksums changes: it ends the list of clobbers.
#pragma once

// The loader's compiler is told not to use these registers (-mno-sse), and does not know them.
#ifdef __SSE2__
#define CLOBBERS_VECTORS , "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5"
#else
#define CLOBBERS_VECTORS
#endif
