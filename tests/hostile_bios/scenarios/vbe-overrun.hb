# vbe-dirty-struct: what a mode is like fills 512 bytes, not 256
vbe.overrun=256
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
