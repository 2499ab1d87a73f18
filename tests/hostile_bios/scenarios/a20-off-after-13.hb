# a20-off-again: INT 13h closes the gate
int.a20_off_after=13
smoke=1
expect=boots
