# e820-none: no way to learn of any memory
e820.mode=unsupported
mem.e801=unsupported
mem.88=unsupported
expect=no_memory_map
while=reading the memory map
