# vbe-stack-dos: setting a mode asks DOS, whose vector is 0
vbe.int21=1
image=screen=native
expect=boots
known=stage 2 does not point vector 21h to an IRET when it is 0
