# rb-int18-19: INT 19h would return
misc.int19=iret
e820.mode=unsupported
mem.e801=unsupported
mem.88=unsupported
avoided=misc.int19
expect=no_memory_map
while=reading the memory map
