# e820-size: 48 bytes are written, whatever ECX says
e820.entry=48
expect=boots
