# i13-if-df: each call returns with the direction flag and AC set
int.ret_df=1
int.ret_ac=1
smoke=1
expect=boots
