# vbe-list-empty: the list of modes is empty
vbe.list=empty
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
