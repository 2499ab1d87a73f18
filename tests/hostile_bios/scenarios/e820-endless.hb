# e820-endless: the last entry comes for ever
e820.end=never
expect=boots
