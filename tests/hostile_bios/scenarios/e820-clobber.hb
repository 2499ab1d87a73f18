# e820-clobber: EDX, ESI, EDI and EBP are junk after each entry
e820.clobber=1
expect=boots
