# vbe-stack-dos: setting a mode asks DOS, whose vector is 0
vbe.int21=1
image=screen=native
expect=boots
known=the loader changes no interrupt vector, not even the one that DOS would have
