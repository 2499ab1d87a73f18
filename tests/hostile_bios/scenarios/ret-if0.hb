# i13-if-df: each call returns with interrupts off
int.ret_if=00
smoke=1
expect=boots
