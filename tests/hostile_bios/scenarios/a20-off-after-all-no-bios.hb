# a20-off-again, a20-24xx-86: each call closes the gate, and the BIOS knows no way to open it
int.a20_off_after=10,12,13,15,16,1A
a20.bios=86
expect=boots
