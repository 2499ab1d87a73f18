# i13-dl-clobber, i13-reg-clobber: a CD, and every register that is no answer is junk after each call
int.clobber=all
interface=cd
image=layout=iso
expect=boots
