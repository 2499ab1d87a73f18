# vbe-edid: EDID is all ones
vbe.edid=ones
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
