# vbe-list-segment: the list of modes lies at 0:0
vbe.list=null
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
