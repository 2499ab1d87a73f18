# kbd-buffer: keys that nobody has pressed answer no question
entry.kbdfill=15
e820.mode=unsupported
mem.e801=unsupported
mem.88=unsupported
expect=no_memory_map
while=reading the memory map
