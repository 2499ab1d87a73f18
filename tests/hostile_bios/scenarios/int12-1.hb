# int12-lies: INT 12h says 1
mem.int12=1
expect=boots
