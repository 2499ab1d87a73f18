# int12-lies: INT 12h says 640 KiB, though the EBDA is there
mem.int12=280
e820.table=no_ebda
canary=9BC00-9FBFF
expect=boots
