# int12-lies: INT 12h says 0
mem.int12=0
expect=boots
