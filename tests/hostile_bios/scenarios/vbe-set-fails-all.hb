# vbe-set-fails: setting a mode always fails
vbe.set=always
image=screen=native
smoke=1
expect=boots
