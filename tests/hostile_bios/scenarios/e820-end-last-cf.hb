# e820-end: the last entry comes with carry
e820.end=last_cf
expect=boots
