# e820-none, mem-88-garbage: neither E820h nor E801h
e820.mode=unsupported
mem.e801=unsupported
says=from INT 15h 88h
expect=boots
