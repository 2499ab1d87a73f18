# a20-off-again, a20-port92-reset: each call closes the gate, and only the keyboard controller opens it
int.a20_off_after=10,12,13,15,16,1A
a20.bios=lie
overlay=92:FF
expect=boots
