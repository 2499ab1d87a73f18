# ebda-junk: the EBDA's segment is 0
ebda.seg=0
expect=boots
