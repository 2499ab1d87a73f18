# int12-lies: INT 12h says FFFFh
mem.int12=FFFF
expect=boots
