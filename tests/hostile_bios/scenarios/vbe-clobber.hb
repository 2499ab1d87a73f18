# vbe-clobber: VBE calls destroy every register that is no answer, and GDTR
int.only=10
int.clobber=all
int.gdtr=1
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
