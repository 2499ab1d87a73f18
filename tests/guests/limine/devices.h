// SPDX-License-Identifier: BSD-2-Clause
/* Memory outside the direct map. */
#pragma once
#include "tests/guests/limine/types.h"

/* Maps the page of this address, uncached, with page tables in the kernel's image. Returns the address's alias. */
void* map_device(u64 physical);

/* Whether a page table is one of those. */
int is_our_table(u64 physical);
