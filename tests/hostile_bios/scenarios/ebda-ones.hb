# ebda-junk: the EBDA's segment is FFFFh
ebda.seg=FFFF
expect=boots
