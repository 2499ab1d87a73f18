// SPDX-License-Identifier: BSD-2-Clause
// Defines the note that the loader reads from the PT_NOTE segment before it starts the kernel. docs/boot-info.md, "What
// a kernel may ask for".

#include "kernel/notes/wishes.hpp"

// Asks for all protections; the loader leaves out those that the processor lacks, and the self-check expects that. All
// else is the default. (alignas, because the compiler would choose 32, and notes must follow each other without gaps.)
[[gnu::section(".note.farjump.wishes"), gnu::used, gnu::aligned(4)]]
constinit farjump::KernelNote const wishes{
    .flags = farjump::wish_five_levels | farjump::wish_smep | farjump::wish_smap | farjump::wish_umip,
    .boot_info_version = FARJUMP_VERSION,
};
