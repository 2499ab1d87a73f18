# lowmem-small: 384 KiB of low memory are taken
low.shrink_kb=384
lint=V07
expect=low_memory_small
while=reading the memory map
