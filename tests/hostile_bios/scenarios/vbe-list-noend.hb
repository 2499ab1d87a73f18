# vbe-list-empty: the list of modes has no end
vbe.list=noend
image=screen=native
expect=boots
