// The note: the loader finds it in the PT_NOTE segment, before the kernel runs. docs/boot-info.md, "What a kernel may
// ask for".

#include "kernel/notes/wishes.hpp"

// All protection there is: what the processor lacks is left out, and the self-check knows. The rest is the default.
// (Its alignment is said since the compiler would choose 32, and notes follow each other without gaps.)
[[gnu::section(".note.farjump.wishes"), gnu::used, gnu::aligned(4)]]
constinit farjump::KernelNote const wishes{
    .flags = farjump::wish_five_levels | farjump::wish_smep | farjump::wish_smap | farjump::wish_umip,
    .boot_info_version = FARJUMP_VERSION,
};
