# mem-88-garbage: 88h gives the right number, with carry
e820.mode=unsupported
mem.e801=unsupported
mem.88=says:64512
expect=no_memory_map
while=reading the memory map
