# vbe-lfb-high: the frame buffer of each mode lies in the machine's memory
vbe.lfb=memory
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
