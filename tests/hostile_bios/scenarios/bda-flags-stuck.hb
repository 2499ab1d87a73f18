# kbd-flags: Shift, Ctrl and Alt seem to be held, while a message waits for a key
kbd.flags=FF
e820.mode=unsupported
mem.e801=unsupported
mem.88=unsupported
expect=no_memory_map
while=reading the memory map
