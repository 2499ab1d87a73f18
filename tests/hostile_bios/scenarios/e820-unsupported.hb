# e820-none: there is no E820h
e820.mode=unsupported
says=from INT 15h E801h
expect=boots
