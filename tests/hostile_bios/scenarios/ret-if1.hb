# i13-if-df: each call returns with interrupts on
int.ret_if=01
expect=boots
