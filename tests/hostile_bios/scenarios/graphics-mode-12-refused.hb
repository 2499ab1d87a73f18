# text-state, msg-unreadable: no memory map, and the screen is in graphics, below a logo
entry.video=12
e820.mode=unsupported
mem.e801=unsupported
mem.88=unsupported
picture=1
expect=no_memory_map
while=reading the memory map
