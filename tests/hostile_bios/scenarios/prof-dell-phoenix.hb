# e820-ebda-missing, e801-zero, i13-if-df: several at once, as a Phoenix of Dell has them
e820.table=no_ebda
low.shrink_kb=16
canary=97C00-9BBFF
int.ret_if=00
expect=boots
