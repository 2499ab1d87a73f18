# i13-dl-clobber, i13-reg-clobber, i13-08-clobber, vbe-clobber, text-clobber: every register that is no answer is junk after each call
int.clobber=all
smoke=1
expect=boots
