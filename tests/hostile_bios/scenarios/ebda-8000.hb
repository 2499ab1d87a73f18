# ebda-junk: the EBDA's segment is 8000h
ebda.seg=8000
expect=boots
