# e820-end: carry on the call behind the last entry is the end
e820.end=cf
expect=boots
