# vbe-set-fails: the first two modes cannot be set
vbe.set=first:2
image=screen=native
expect=boots
