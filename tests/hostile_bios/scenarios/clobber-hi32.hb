# i13-reg-clobber: the upper halves of all registers are junk after each call
int.clobber=hi32
expect=boots
