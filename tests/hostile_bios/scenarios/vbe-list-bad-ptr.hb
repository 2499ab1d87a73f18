# vbe-list-segment: the list of modes lies at FFFF:FFF0
vbe.list=high
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
