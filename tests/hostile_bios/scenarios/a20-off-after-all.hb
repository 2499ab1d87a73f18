# a20-off-again: each call closes the gate
int.a20_off_after=10,12,13,15,16,1A
expect=boots
