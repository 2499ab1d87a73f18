# e820-none: all of the memory is reserved
e820.table=reserved
says=from INT 15h E801h
expect=boots
