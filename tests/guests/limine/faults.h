// SPDX-License-Identifier: BSD-2-Clause
/* Exceptions of the kernel itself: they are reported and counted as a failed check. */
#pragma once

void install_idt(void);
