// SPDX-License-Identifier: BSD-2-Clause
/* ACPI's table of interrupt controllers. ACPI Specification, "Multiple APIC Description Table (MADT)". */
#pragma once
#include "tests/guests/limine/types.h"

/* check_acpi() sets it: the MADT, or a null pointer. */
extern u8 const* madt;

enum { MADT_LOCAL_APIC = 0, MADT_IO_APIC = 1, MADT_LOCAL_X2APIC = 9 };

/* The MADT's entry behind this one, or its first one (after a null pointer). A null pointer at the end. */
u8 const* next_madt_entry(u8 const* entry);
