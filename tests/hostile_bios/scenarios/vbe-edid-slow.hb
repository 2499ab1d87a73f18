# vbe-edid: EDID takes half a second
vbe.edid=slow
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
