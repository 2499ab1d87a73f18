# lowmem-small, rom-in-the-path: the BIOS keeps 64 KiB at 20000h
e820.table=low_used
expect=low_memory_small
while=reading the memory map
