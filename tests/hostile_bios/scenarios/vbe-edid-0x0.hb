# vbe-edid: the monitor has 0 by 0 pixels
vbe.edid=size0
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
