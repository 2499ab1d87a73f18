# a20-off-again, i13-reg-clobber, i13-if-df: the gate is closed and everything lost in each call
int.a20_off_after=10,12,13,15,16,1A
int.clobber=all
int.ret_if=00
int.ret_df=1
expect=boots
