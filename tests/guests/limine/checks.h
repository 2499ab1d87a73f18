// SPDX-License-Identifier: BSD-2-Clause
/* The checks, by topic, in the order of main.c. */
#pragma once
#include "tests/guests/limine/state.h"

void check_base_revision(void);  /* base_revision.c; sets views.revision */
void check_boot_processor(void); /* registers.c */
void check_registers(struct state const* state);
void check_local_apic(struct state const* state); /* local_apic.c */
void check_memory_map(void);                      /* memory_map.c */
void check_direct_map(void);                      /* direct_map.c */
void check_usable_memory(void);                   /* usable_memory.c */
void check_page_tables(void);                     /* page_tables.c */
void check_zeros(void);  /* first: the other checks need .bss, and it ends the kernel if .bss is not zero */
void check_image(void);  /* image.c */
void check_loader(void); /* loader.c */
void check_forbidden(void);
void check_entropy(void);         /* entropy.c */
void check_times(void);           /* times.c */
void check_acpi(void);            /* acpi.c */
void check_smbios(void);          /* smbios.c */
void check_executable_file(void); /* files.c */
void check_modules(void);         /* modules.c */
void check_screen(void);          /* screen.c */
void check_interrupts(void);      /* interrupts.c */
void check_processors(void);      /* processors.c */
