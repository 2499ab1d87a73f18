# int12-lies: INT 12h says 640 KiB, though the EBDA is there
mem.int12=280
e820.table=no_ebda
low.shrink_kb=16
canary=97C00-9BBFF
expect=boots
