# part-multi-active: an empty entry has the boot indicator 01h
patch=478:01
expect=boots
