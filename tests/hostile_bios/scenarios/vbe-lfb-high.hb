# vbe-lfb-high: the frame buffer leaves the first 4 GiB
vbe.lfb=high
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
