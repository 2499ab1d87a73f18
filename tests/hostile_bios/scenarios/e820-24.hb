# e820-size: 24 bytes are written, whatever ECX says
e820.entry=24
expect=boots
